"""From a draft, its effects and a mute to what the interface says of them."""

from sqlalchemy.orm import Session

from server.api import answers as public
from server.api import release_answers as answers
from server.api.building import changed_entries
from server.config import Settings
from server.languages import ENGLISH
from server.releases import drafts, effects, progressing, showing
from server.releases.repository import Repository
from server.releases.rule_list import fingerprint, read_header, sha256
from server.releases.tables import DraftRow, MuteRow
from server.web.words import Words


def draft_answer(session: Session, settings: Settings, row: DraftRow) -> answers.DraftAnswer:
    """A draft, whole."""
    facts = showing.whole(session, settings, row)
    changes = {word: changed_entries(names) for word, names in facts["changes"].items()}
    return answers.DraftAnswer.model_validate({**facts, "changes": public.Changes(**changes)})


def drafts_answer(session: Session, settings: Settings) -> answers.DraftsAnswer:
    """What is published, on its way, and waiting."""
    published = Repository(settings.updates_folder).read()
    row, waiting = drafts.open_draft(session), progressing.waiting(session)
    return answers.DraftsAnswer(
        published=_published(published.list_bytes) if published else None,
        on_its_way=draft_answer(session, settings, row) if row else None,
        waiting_changes=waiting.changes,
        waiting_lifts=waiting.lifts,
        closed=tuple(
            answers.DraftSummary.model_validate(showing.short(session, closed)) for closed in drafts.closed(session)
        ),
    )


def effects_answer(row: DraftRow, found: effects.Difference) -> answers.EffectsAnswer:
    """What browsers will see of a draft."""
    return answers.EffectsAnswer(
        number=row.id,
        as_of=found.day,
        lines=tuple(answers.LineDifference.model_validate(line) for line in found.lines),
        rules=tuple(
            answers.RuleDifference(id=rule.id, name=rule.name, before=_effect(rule.before), after=_effect(rule.after))
            for rule in found.rules
        ),
    )


def mute_answer(row: MuteRow) -> answers.MuteAnswer:
    """A mute."""
    lift = None
    if row.lift_decided_at:
        lift = answers.LiftDecision(reason=row.lift_reason or "", by=row.lifted_by, on=row.lift_decided_at.date())
    return answers.MuteAnswer(
        number=row.number,
        rule=row.rule,
        reason=row.reason,
        by=row.decided_by,
        since=row.added_at.date(),
        comes_back=lift,
        ended_with=row.lifted_in,
    )


def _published(list_bytes: bytes) -> answers.PublishedNow:
    digest = sha256(list_bytes)
    return answers.PublishedNow(
        release=read_header(list_bytes)["release"], sha256=digest, check_number=fingerprint(digest)
    )


def _effect(effect: effects.Effect | None) -> answers.RuleEffect | None:
    if effect is None:
        return None
    words = Words(effect.listed.catalogue, ENGLISH)
    return answers.RuleEffect(
        warns=effect.warns,
        suspended=effect.suspended,
        claims=tuple(
            answers.ClaimEffect(
                disclosure=disclosure.id,
                standing=standing.name,
                reason=standing.reason,
                confirmed_on=standing.confirmed_on,
                sentence=words.headline(disclosure, standing, effect.rule.sources(disclosure)),
                said_by=words.attribution(effect.rule.sources(disclosure)),
            )
            for disclosure, standing in effect.claims
        ),
    )
