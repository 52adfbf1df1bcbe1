"""An organisation in one of the two lists."""

from datetime import date
from enum import StrEnum

from server.rules.fields import Country, Id, Model, Name, WebAddress


class LibraryType(StrEnum):
    """What the organisation is."""

    PUBLIC = "public"
    ACADEMIC = "academic"
    SCHOOL = "school"
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


class Proof(StrEnum):
    """How it was shown that whoever joined speaks for the library."""

    MAIL = "mail"
    DNS = "dns"
    FILE = "file"
    BY_HAND = "by-hand"


class ParticipatingLibrary(ListedLibrary):
    """A library that has joined here and was verified.

    ``signs`` is the campaign whose statement it signs; without one it supports the principle, which names no company.
    """

    since: date
    country: Country | None = None
    place: Name | None = None
    site: WebAddress | None = None
    signs: Id | None = None
    proof: Proof | None = None
