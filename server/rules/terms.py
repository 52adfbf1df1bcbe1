"""Kinds of personal data and the steps at which they are asked for, as data with labels in each language."""

from typing import Annotated

from pydantic import StringConstraints

from server.rules.fields import Id, LocalName, Model


class DataTerm(Model):
    """One kind of data.

    ``dpv`` is the matching concept of the W3C Data Privacy Vocabulary (``pd:…``), where one exists. ``warns`` is false
    for what a patron gives to her own library anyway, or makes up herself: asking for nothing else is good news.
    """

    id: Id
    label: LocalName
    dpv: Annotated[str, StringConstraints(pattern=r"^pd:[A-Z][A-Za-z]+$")] | None = None
    warns: bool = True


class Step(Model):
    """The moment at which something is asked for; ``label`` completes "Asks for your e-mail address …"."""

    id: Id
    label: LocalName
