"""What the routes for maintainers take and give: a promise like the rest of ``/api/v1/``."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field

from server.api.answers import ByNumber
from server.api.routing import Answer, Input
from server.catalogue.model import Kind
from server.curation.documents import LONGEST_REMARK
from server.curation.states import State


class EntryKind(StrEnum):
    """What kind of entry a change is of."""

    CAMPAIGN = Kind.CAMPAIGN
    LISTED = Kind.LISTED
    PROXY = Kind.PROXY
    REWRITE = Kind.REWRITE
    RULE = Kind.RULE
    STEP = Kind.STEP
    TERM = Kind.TERM


Version = Annotated[int, Field(ge=1, le=2**31 - 1)]
Remark = Annotated[str, Field(max_length=LONGEST_REMARK)]
Why = Annotated[str, Field(min_length=1, max_length=1200)]


class ChangeNumber(ByNumber):
    """Names one change."""


class ChangeSource(ByNumber):
    """Names one source of a change."""

    source: Annotated[
        str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60, description="The id of the source.")
    ]


class Proposal(Input):
    """A change to propose."""

    kind: EntryKind = EntryKind.RULE
    """What kind of entry."""
    entry: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    """Its id; another one than there is if it is new."""
    document: dict[str, Any] | None
    """The entry as it shall be, in the form of the files in rules/; null to take it out."""
    why: Why
    """The reason, as one plain paragraph."""
    base: dict[str, Any] | None = None
    """The entry as you began with it: then a change in the meantime is a 409. Null to leave that out."""


class Edit(Input):
    """Another form of a change."""

    version: Version
    """The version that you looked at; if there is a newer one, the answer is a 409 with both forms."""
    document: dict[str, Any] | None
    """The entry as it shall be; null to take it out."""
    why: Why
    """The reason, as one plain paragraph."""
    anew: bool = False
    """Whether you made it from what is in force now; then it is measured against that."""


class Look(Input):
    """What you looked at."""

    version: Version
    """The version of the change."""


class LookWithRemark(Look):
    """What you looked at, and what you have to say about it."""

    remark: Remark = ""
    """Plain text."""


class Approval(LookWithRemark):
    """Exactly what you approve."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """The hash of the change, as you saw it."""


class Comment(Input):
    """Something to say about a change."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_REMARK)]
    """Plain text; it may have several lines."""


class ChangeSummary(Answer):
    """A change in a list."""

    number: int
    """Its number."""
    kind: EntryKind
    """What kind of entry it is of."""
    entry: str
    """The id of the entry."""
    state: State
    """Where it stands."""
    version: int
    """How often it was written."""
    sha256: str
    """The hash of all that a reviewer decides on."""
    why: str
    """The reason."""
    authors: tuple[str, ...]
    """Who wrote any form of it."""
    changed_at: datetime
    """When it was last changed, in UTC."""
    release: int | None
    """The release that put it in force."""


class FieldDifference(Answer):
    """One field that differs."""

    field: str
    """Its place in the entry."""
    before: Any
    """What stands there now; null for nothing."""
    after: Any
    """What shall stand there; null for nothing."""


class GateFlaw(Answer):
    """One thing that a gate has found."""

    field: str
    """Its place in the entry; empty for the whole."""
    message: str
    """What is wrong."""
    mend: str
    """What mends it."""


class EvidenceFile(Answer):
    """A file that shows what a source said."""

    sha256: str
    """The hash of its bytes."""
    type: str
    """Its media type."""


class EvidenceAnswer(Answer):
    """A source of a change."""

    source: dict[str, Any]
    """The source, as the entry has it."""
    to_open: bool
    """Whether a reviewer has to open it before she approves."""
    files: tuple[EvidenceFile, ...]
    """The files that show it."""


class RemarkAnswer(Answer):
    """A comment, or a step of the review."""

    by: str
    """Who."""
    at: datetime
    """When, in UTC."""
    version: int
    """The version that she had before her."""
    step: str
    """The step of the review; empty for a comment alone."""
    text: str
    """What she said; plain text."""


class ListLines(Answer):
    """What a change does to the list that browsers get."""

    removed: tuple[str, ...]
    """Lines that go."""
    added: tuple[str, ...]
    """Lines that come."""


class ChangeAnswer(ChangeSummary):
    """A change, whole."""

    document: dict[str, Any] | None
    """The entry as it shall be; null if it is taken out."""
    base: dict[str, Any] | None
    """The entry that it was made from; null if it is new."""
    fields: tuple[FieldDifference, ...]
    """What differs."""
    list: ListLines
    """What it does to the list that browsers get."""
    flaws: tuple[GateFlaw, ...]
    """What the gates say today; empty once it is out of the way."""
    evidence: tuple[EvidenceAnswer, ...]
    """Its sources."""
    remarks: tuple[RemarkAnswer, ...]
    """All that was said and decided, oldest first."""


class ChangesAnswer(Answer):
    """The open changes, newest first."""

    changes: tuple[ChangeSummary, ...]
    """One each."""


class WaitingChange(ChangeSummary):
    """A change that waits for a review."""

    own: bool
    """Whether you had a hand in it: then somebody else decides."""


class DueStatement(Answer):
    """A statement that has to be checked again."""

    rule: str
    """The id of the rule."""
    name: str
    """The name of the resource."""
    disclosure: str
    """Which statement of it."""
    review_by: date
    """The day by which."""
    overdue: bool
    """Whether that day is over: then the warning has stopped already."""


class QueueAnswer(Answer):
    """What waits for somebody."""

    to_review: tuple[WaitingChange, ...]
    """Changes in review, the longest waiting first."""
    to_check: tuple[DueStatement, ...]
    """Statements whose day has come or comes within a month, the most urgent first."""
