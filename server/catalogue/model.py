"""The catalogue: everything that ``rules/`` holds, as entries of a kind, each with an id."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from server.campaigns.model import Campaign
from server.libraries.model import ListedLibrary, ParticipatingLibrary
from server.proxies.model import Proxy, Rewrite
from server.rules.fields import Model
from server.rules.model import Rule
from server.rules.terms import DataTerm, Step


class Kind(StrEnum):
    """What an entry is. The values stand in the rule list and in the database."""

    CAMPAIGN = "campaign"
    LISTED = "listed-2019"
    PARTICIPANT = "library"
    PROXY = "proxy"
    REWRITE = "rewrite"
    RULE = "rule"
    STEP = "step"
    TERM = "term"


MODELS: dict[Kind, type[Model]] = {
    Kind.CAMPAIGN: Campaign,
    Kind.LISTED: ListedLibrary,
    Kind.PARTICIPANT: ParticipatingLibrary,
    Kind.PROXY: Proxy,
    Kind.REWRITE: Rewrite,
    Kind.RULE: Rule,
    Kind.STEP: Step,
    Kind.TERM: DataTerm,
}


@dataclass(frozen=True)
class Catalogue:
    """All entries, each tuple sorted by id. Build it with ``catalogue_of``."""

    campaigns: tuple[Campaign, ...] = ()
    listed: tuple[ListedLibrary, ...] = ()
    participants: tuple[ParticipatingLibrary, ...] = ()
    proxies: tuple[Proxy, ...] = ()
    rewrites: tuple[Rewrite, ...] = ()
    rules: tuple[Rule, ...] = ()
    steps: tuple[Step, ...] = ()
    terms: tuple[DataTerm, ...] = ()

    def entries(self) -> Iterator[tuple[Kind, Model]]:
        """Every entry with its kind, sorted by kind and id."""
        for kind, field in zip(Kind, fields(self), strict=True):
            for entry in getattr(self, field.name):
                yield kind, entry

    @property
    def terms_by_id(self) -> dict[str, DataTerm]:
        """The data terms by their ids."""
        return {term.id: term for term in self.terms}


def catalogue_of(entries: list[tuple[Kind, Model]]) -> Catalogue:
    """A catalogue of these entries, in any order."""
    by_kind: dict[Kind, list[Model]] = {kind: [] for kind in Kind}
    for kind, entry in entries:
        by_kind[kind].append(entry)
    ordered = [tuple(sorted(by_kind[kind], key=entry_id)) for kind in Kind]
    return Catalogue(*ordered)  # type: ignore[arg-type]


def entry_id(entry: Model) -> str:
    """The id that every kind of entry has."""
    return str(getattr(entry, "id"))  # noqa: B009 - the base class does not declare it
