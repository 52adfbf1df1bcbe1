"""What the routes about releases on their way and mutes take and give: a promise like the rest of ``/api/v1/``."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from server.api.answers import ByNumber, Changes
from server.api.change_answers import Remark
from server.api.routing import Answer, Input
from server.catalogue.model import Kind
from server.releases.drafts import DraftKind
from server.releases.mutes import LONGEST_REASON, LONGEST_WHO
from server.releases.progressing import Next
from server.releases.states import State
from server.rules.standing import Reason, StandingName

Number = Annotated[int, Field(ge=1, le=2**31 - 1)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class DraftNumber(ByNumber):
    """Names one draft."""


class MuteNumber(ByNumber):
    """Names one mute."""


class DraftOrder(Input):
    """A draft to make."""

    kind: DraftKind = DraftKind.RELEASE
    """`release`: the catalogue with all approved changes; `rollback`: an earlier list; `renewal`: only new dates."""
    target: Number | None = None
    """The number of the release to go back to: for a roll-back alone."""
    number: Number | None = None
    """The number of the new list, if it shall be a higher one than the next."""
    why: Remark = ""
    """What others should know; plain text."""
    allow_large_change: bool = False
    """Whether more than a fifth of the rules may change."""
    replaces: Number | None = None
    """The number of the draft on its way that this one takes the place of. If it is another, the answer is a 409."""


class ReleaseApproval(Input):
    """Exactly what you approve."""

    sha256: Sha256
    """The hash of the list, as you saw it."""


class ReleaseRemark(Input):
    """What has to be different."""

    remark: Remark
    """Plain text; it may have several lines."""


class SignedBundle(Input):
    """The file of a draft, as it came back from a key holder."""

    format: Literal["optout-draft/1"]
    """Always this."""
    release: Number
    """The number of the list."""
    kind: DraftKind
    """Where its content comes from."""
    list: Annotated[str, Field(max_length=8 * 1024 * 1024)]
    """The list, whole."""
    previous: Annotated[str, Field(max_length=8 * 1024 * 1024)] | None
    """The list that browsers had when it was fetched."""
    targets: dict[str, Any]
    """The TUF metadata that is signed, with the signatures."""


class BundleAnswer(Answer):
    """The file of a draft, for `optout release sign` on a key holder's computer."""

    format: str
    """How it is to be read."""
    release: int
    """The number of the list."""
    kind: DraftKind
    """Where its content comes from."""
    list: str
    """The list, whole."""
    previous: str | None
    """The list that browsers have now; null before the first."""
    targets: dict[str, Any]
    """The TUF metadata to sign, with the signatures that it has."""


class Signatures(Answer):
    """Which keys have signed. Only signatures that hold count."""

    needed: int
    """How many it takes."""
    signed_by: tuple[str, ...]
    """Key ids that have signed."""
    missing: tuple[str, ...]
    """Key ids that may still sign."""


class ReleaseStep(Answer):
    """One step of a draft."""

    action: str
    """What was done."""
    by: str | None
    """Who did it; null: the operator or the server."""
    at: datetime
    """When, in UTC."""
    remark: str | None
    """What was said."""


class DraftSummary(Answer):
    """A draft in a list."""

    number: int
    """The number of the draft: another one for each."""
    release: int
    """The number of the list that it would be."""
    kind: DraftKind
    """Where its content comes from."""
    state: State
    """Where it stands."""
    sha256: str
    """The hash of the list."""
    check_number: str
    """The short form of `sha256`, as the extension shows it."""
    made_at: datetime
    """When it was drafted, in UTC."""
    made_by: str | None
    """Who drafted it; null: the operator or the server."""


class DraftAnswer(DraftSummary):
    """A draft, whole."""

    changes: Changes
    """Against the list that browsers had when it was drafted."""
    approved_changes: tuple[int, ...]
    """The numbers of the approved changes in it."""
    steps: tuple[ReleaseStep, ...]
    """Who did which step, oldest first."""
    signatures: Signatures
    """How far the signatures are."""
    holds_until: datetime
    """Until when its signatures would hold."""
    next: Next | None
    """The step that leads on; null once it is over."""
    obstacle: str | None
    """Why it could not be published as it is; null if nothing is known against it."""


class PublishedNow(Answer):
    """What browsers have."""

    release: int
    """Its number."""
    sha256: str
    """Its hash."""
    check_number: str
    """The short form of `sha256`."""


class DraftsAnswer(Answer):
    """What browsers have, what is on its way to them, and what waits to be drafted."""

    published: PublishedNow | None
    """The published list; null before the first."""
    on_its_way: DraftAnswer | None
    """The draft that is on its way: at most one is."""
    waiting_changes: tuple[int, ...]
    """The numbers of approved changes that no draft on its way has."""
    waiting_lifts: tuple[str, ...]
    """The rules whose warnings shall come back with the next list."""
    closed: tuple[DraftSummary, ...]
    """The last hundred drafts that are published, sent back or withdrawn, newest first."""


class LineDifference(Answer):
    """A line of the list that differs."""

    kind: Kind | Literal["mute"]
    """What kind of entry it is."""
    id: str
    """Its id; of a mute, that of its rule."""
    before: str | None
    """The line that browsers have; null if there is none."""
    after: str | None
    """The line that they would get; null if there is none."""


class ClaimEffect(Answer):
    """What a statement of a rule comes to."""

    disclosure: str
    """Which statement."""
    standing: StandingName
    """Its standing."""
    reason: Reason
    """Why."""
    confirmed_on: str | None
    """The newest date that a counting source bears."""
    sentence: str
    """The sentence that a patron reads, in English."""
    said_by: str
    """Who says so, and when."""


class RuleEffect(Answer):
    """What a list makes of a rule."""

    warns: bool
    """Whether browsers warn of it."""
    suspended: bool
    """Whether its warning is suspended."""
    claims: tuple[ClaimEffect, ...]
    """Its statements, the deciding one first."""


class RuleDifference(Answer):
    """A rule that browsers would treat in another way."""

    id: str
    """Its id."""
    name: str
    """The name of the resource."""
    before: RuleEffect | None
    """With the list that browsers have; null if it has no such rule."""
    after: RuleEffect | None
    """With the draft; null if it has no such rule."""


class EffectsAnswer(Answer):
    """What browsers will see of a draft."""

    number: int
    """The number of the draft."""
    as_of: date
    """The day for which standings were computed."""
    lines: tuple[LineDifference, ...]
    """The lines that differ, by kind and id."""
    rules: tuple[RuleDifference, ...]
    """The rules that browsers would treat in another way, by id."""


class MuteOrder(Input):
    """A warning to suspend at once."""

    rule: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    """The id of the rule."""
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_REASON)]
    """Why, as a sentence that patrons and the company may read: it is published."""
    by: Annotated[str, Field(min_length=1, max_length=LONGEST_WHO)]
    """Who decided, as it is published: a role, or a name whose bearer agreed."""


class Lift(Input):
    """The decision that a warning comes back."""

    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_REASON)]
    """Why, as a sentence that patrons and the company may read: it is published."""
    by: Annotated[str, Field(min_length=1, max_length=LONGEST_WHO)]
    """Who decided, as it is published."""


class LiftDecision(Answer):
    """That a warning comes back with the next list."""

    reason: str
    """Why."""
    by: str | None
    """Who decided."""
    on: date
    """The day, in UTC."""


class MuteAnswer(Answer):
    """A warning that is, or was, suspended."""

    number: int
    """Its number."""
    rule: str
    """The id of the rule."""
    reason: str
    """Why."""
    by: str
    """Who decided."""
    since: date
    """The day, in UTC."""
    comes_back: LiftDecision | None
    """The decision that it comes back; null while there is none."""
    ended_with: int | None
    """The list that brought it back; null while it is suspended."""


class MutesAnswer(Answer):
    """The warnings that are suspended now. What was is in `/api/v1/releases`."""

    mutes: tuple[MuteAnswer, ...]
    """By rule."""
