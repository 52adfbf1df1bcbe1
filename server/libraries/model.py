"""An organisation in one of the two lists."""

from datetime import date
from enum import StrEnum

from server.rules.fields import Id, Model, Name


class LibraryType(StrEnum):
    """What the organisation is."""

    PUBLIC = "public"
    STATE = "state"
    CONSORTIUM = "consortium"
    SPECIAL = "special"
    ORGANISATION = "organisation"


class ListedLibrary(Model):
    """An organisation as listed on the campaign page of about 2019; its position today is not known.

    The page gave names alone: the type is read from the name, nothing else is stated.
    """

    id: Id
    name: Name
    type: LibraryType


class ParticipatingLibrary(ListedLibrary):
    """A library that has joined here and was verified."""

    since: date
