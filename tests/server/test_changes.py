"""Changes of the list: proposed by one person, approved by another who saw exactly that, put in force by a release."""

import json
import struct
import threading
import zlib
from datetime import timedelta

import pytest
from curating import RULE, TODAY, Curation
from people import maintainer
from publishing import NOW
from sqlalchemy import select

from server.accounts.policy import NotAllowedError, NotFreshError
from server.accounts.roles import Role
from server.catalogue.model import Kind
from server.curation import approved, changes, differences, evidence, queues, reviewing, snapshots
from server.curation.changes import Content
from server.curation.errors import OvertakenError, UnfitError, UnknownError, UnseenError
from server.curation.states import OPEN, TRANSITIONS, NotPossibleError, State, Step, after, possible
from server.curation.tables import AttachmentRow, OpenedRow, RevisionRow
from server.journal import chain
from server.releases.drafts import advance, make_draft, next_content
from server.releases.publishing import publish_with_development_keys
from server.releases.repository import Repository
from server.releases.states import Action
from server.releases.tables import DraftRow
from server.signing.key_files import development_keys

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def curation(context) -> Curation:
    return Curation.of(context)


@pytest.fixture
def served(context) -> Curation:
    """The same, with release 1 before patrons."""
    return Curation.of(context, published=True)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


PNG = (
    b"\x89PNG\r\n\x1a\n"
    + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + chunk(b"IDAT", zlib.compress(b"\0\0"))
    + chunk(b"IEND", b"")
)
JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xda\x00\x04cdpicture\xff\xd9"


def published(curation: Curation, **more):
    with curation.context.database.write() as session:
        return publish_with_development_keys(session, curation.context.settings, now=NOW + timedelta(days=1), **more)


def advice_in_the_list(curation: Curation, name: str = RULE) -> object:
    state = Repository(curation.context.settings.updates_folder).read()
    assert state is not None
    entries = [json.loads(line) for line in state.list_bytes.decode().splitlines()]
    return next(entry for entry in entries if entry.get("id") == name and entry["kind"] == "rule").get("advice")


# The way of a change


def test_an_approved_change_is_in_the_next_release_and_from_then_on_in_force(served: Curation) -> None:
    number = served.approved()
    assert advice_in_the_list(served) is None
    outcome = published(served)
    assert outcome.change.changed == (f"rule {RULE}",)
    assert advice_in_the_list(served) == [{"en": "Ask at the desk."}]
    row = served.row(number)
    assert (row.state, row.release) == (State.RELEASED, outcome.release)
    assert json.loads(served.entry().document)["advice"] == [{"en": "Ask at the desk."}]
    assert served.entry().reviewed


@pytest.mark.parametrize("stop", ["draft", "in review", "changes requested", "withdrawn"])
def test_nothing_but_what_is_approved_reaches_a_release(served: Curation, stop: str) -> None:
    number = served.propose()
    if stop != "draft":
        served.ask(number)
    with served.context.database.write() as session:
        if stop == "changes requested":
            reviewing.request_changes(session, served.reviewer, number, 1, "Who told us?")
        if stop == "withdrawn":
            reviewing.withdraw(session, served.editor, number, 1)
    assert served.state(number) == stop
    assert not published(served).change
    assert served.state(number) == stop


def test_an_entry_can_be_taken_out_and_its_id_never_comes_back(served: Curation) -> None:
    again = Content(served.document(), "It is back.")
    with served.context.database.write() as session:
        number = changes.propose(session, served.editor, Kind.RULE, RULE, Content(None, "The product is gone.")).id
    served.ask(number)
    served.approve(number)
    assert published(served).change.removed == (f"rule {RULE}",)
    with pytest.raises(UnfitError, match="used and removed"), served.context.database.write() as session:
        changes.propose(session, served.editor, Kind.RULE, RULE, again)


def test_two_people_can_agree_that_a_rule_is_right_as_it_stands_once(served: Curation) -> None:
    content = Content(served.document(), "I have read every source again.")
    with served.context.database.write() as session:
        number = changes.propose(session, served.editor, Kind.RULE, RULE, content).id
        assert differences.fields_of(changes.numbered(session, number)) == []
    served.ask(number)
    with pytest.raises(UnseenError):
        served.approve(number)
    served.open_all(number)
    served.approve(number)
    served.approved(name="libby")
    published(served)
    assert served.entry().reviewed
    with pytest.raises(UnfitError, match="changes nothing"), served.context.database.write() as session:
        changes.propose(session, served.editor, Kind.RULE, RULE, content)


def test_a_list_of_which_two_people_have_approved_every_rule_is_a_starter_list_no_more(served: Curation) -> None:
    with served.context.database.read() as session:
        names = [row.id for row in session.scalars(select(type(served.entry()))) if row.kind == Kind.RULE]
    for name in names:
        content = Content(served.document(name), "I have read every source again.")
        with served.context.database.write() as session:
            number = changes.propose(session, served.editor, Kind.RULE, name, content).id
        served.ask(number)
        served.open_all(number)
        served.approve(number)
    outcome = published(served)
    state = Repository(served.context.settings.updates_folder).read()
    assert state is not None
    assert outcome.release == 2
    assert json.loads(state.list_bytes.splitlines()[0])["starter"] is False


# Two people


def test_nobody_approves_what_she_wrote_however_many_roles_she_has(curation: Curation) -> None:
    number = curation.propose(curation.second)
    curation.ask(number)
    curation.open_all(number, curation.second)
    with pytest.raises(NotAllowedError, match="had a hand in it yourself"):
        curation.approve(number, curation.second)


def test_a_second_account_of_the_same_person_does_not_help(curation: Curation) -> None:
    number = curation.propose()
    curation.ask(number)
    twin = maintainer(curation.context.database, "Anna E", Role.REVIEWER, person=curation.editor.person)
    curation.open_all(number, twin)
    with pytest.raises(NotAllowedError, match="had a hand in it yourself"):
        curation.approve(number, twin)


def test_who_once_edited_a_change_is_its_author_for_good(curation: Curation) -> None:
    number = curation.propose()
    curation.edit(number, "Call the desk.", version=1, actor=curation.second)
    curation.edit(number, "Ask at the desk, please.", version=2)
    curation.ask(number, version=3)
    curation.open_all(number, curation.second)
    with pytest.raises(NotAllowedError, match="had a hand in it yourself"):
        curation.approve(number, curation.second, version=3)


def test_who_brings_a_file_has_had_a_hand_in_it(curation: Curation) -> None:
    number = curation.propose()
    with curation.context.database.write() as session:
        evidence.attach(session, curation.second, number, "custom-admin-portal", PDF)
    curation.ask(number)
    curation.open_all(number, curation.second)
    with pytest.raises(NotAllowedError, match="had a hand in it yourself"):
        curation.approve(number, curation.second)


def test_an_editor_does_not_approve_and_approving_asks_for_freshness(curation: Curation) -> None:
    number = curation.propose()
    curation.ask(number)
    other = maintainer(curation.context.database, "Eve Editor", Role.EDITOR)
    stale = maintainer(curation.context.database, "Sam Stale", Role.REVIEWER, fresh=False)
    curation.open_all(number, stale)
    with pytest.raises(NotAllowedError, match="role of reviewer"):
        curation.approve(number, other)
    with pytest.raises(NotFreshError):
        curation.approve(number, stale)


def test_a_reporter_writes_and_edits_her_own_and_leaves_the_rest_to_others(curation: Curation) -> None:
    reporter = maintainer(curation.context.database, "Rob Reporter", Role.REPORTER)
    number, foreign = curation.propose(reporter), curation.propose(words="Call.")
    curation.edit(number, "Call the desk.", version=1, actor=reporter)
    for refused in (
        lambda: curation.edit(foreign, "Mine now.", version=1, actor=reporter),
        lambda: curation.ask(number, version=2, actor=reporter),
    ):
        with pytest.raises(NotAllowedError):
            refused()


# Exactly what was seen


def test_an_edit_takes_the_approval_away(served: Curation) -> None:
    number = served.approved()
    served.edit(number, "Something else entirely.", version=1)
    assert served.state(number) == State.DRAFT
    assert not published(served).change


def test_an_approval_is_of_one_content_and_says_nothing_about_another(curation: Curation) -> None:
    number = curation.propose()
    curation.ask(number)
    seen = curation.row(number).sha256
    curation.open_all(number)
    curation.edit(number, "Something else entirely.", version=1)
    curation.ask(number, version=2)
    for version, sha256 in ((1, seen), (2, seen), (1, curation.row(number).sha256)):
        with pytest.raises(OvertakenError):
            curation.approve(number, version=version, sha256=sha256)


def test_an_approval_cannot_be_played_again_when_the_old_content_is_back(curation: Curation) -> None:
    number = curation.approved()
    seen = curation.row(number).sha256
    curation.edit(number, "Something else entirely.", version=1)
    content = Content(curation.changed(), "A library told us.")
    with curation.context.database.write() as session:
        changes.edit(session, curation.editor, number, 2, content)
    curation.ask(number, version=3)
    assert curation.row(number).sha256 == seen
    with pytest.raises(OvertakenError):
        curation.approve(number, version=1, sha256=seen)
    curation.approve(number, version=3)


def test_a_second_approval_finds_nothing_to_approve(curation: Curation) -> None:
    number = curation.approved()
    with pytest.raises(NotPossibleError, match="Possible now: edit"):
        curation.approve(number)


def test_every_source_that_carries_something_new_is_opened_before_it_is_approved(curation: Curation) -> None:
    number = curation.propose()
    curation.ask(number)
    with curation.context.database.write() as session:
        evidence.opened(session, curation.reviewer, number, "email-communications")
    with pytest.raises(UnseenError) as caught:
        curation.approve(number)
    assert caught.value.sources == ("authentication-methods", "custom-admin-portal")
    curation.open_all(number, curation.second)  # what others have opened does not count
    with pytest.raises(UnseenError):
        curation.approve(number)
    curation.open_all(number)
    curation.approve(number)


def test_of_a_reviewed_rule_only_what_is_new_has_to_be_opened_again(served: Curation) -> None:
    served.approved()
    published(served)
    document = served.document()
    document["evidence"][2]["says"] = "Something that was overlooked."
    document["disclosures"][0]["level"] = "avoidable"
    with served.context.database.write() as session:
        row = changes.propose(session, served.editor, Kind.RULE, RULE, Content(document, "Read again."))
        wanted = [found.id for found in evidence.evidence_of(session, row) if found.to_open]
        assert wanted == ["authentication-methods", "custom-admin-portal", "email-communications"]
        document["disclosures"][0]["level"] = "required"
        changes.edit(session, served.editor, row.id, 1, Content(document, "Read again."))
        assert [found.id for found in evidence.evidence_of(session, row) if found.to_open] == ["email-communications"]


def test_a_source_that_got_another_file_has_to_be_opened_again(curation: Curation) -> None:
    number = curation.propose()
    curation.ask(number)
    curation.open_all(number)
    with curation.context.database.write() as session:
        evidence.attach(session, curation.editor, number, "custom-admin-portal", PNG)
    with pytest.raises(UnseenError, match="custom-admin-portal"):
        curation.approve(number)


# Nobody overwrites what she has not seen


def test_of_two_editors_the_slower_one_gets_all_three_forms(curation: Curation) -> None:
    number = curation.propose()
    curation.edit(number, "Call the desk.", version=1, actor=curation.second)
    with pytest.raises(OvertakenError) as caught:
        curation.edit(number, "Write to the desk.", version=1)
    error = caught.value
    forms = [form["advice"][0]["en"] for form in (error.base, error.theirs, error.mine) if form]
    assert forms == ["Ask at the desk.", "Call the desk.", "Write to the desk."]
    assert curation.row(number).version == 2


def test_who_began_with_another_rule_than_is_in_force_is_told(served: Curation) -> None:
    began_with = served.document()
    served.approved()
    published(served)
    content = Content({**began_with, "advice": [{"en": "Mine."}]}, "Because.")
    with (
        pytest.raises(OvertakenError, match="has changed since you began"),
        served.context.database.write() as session,
    ):
        changes.propose(session, served.editor, Kind.RULE, RULE, content, base=began_with)


def test_a_change_of_what_is_not_in_force_any_more_is_put_into_what_is(served: Curation) -> None:
    late = served.propose(words="Write to the desk.")
    served.ask(late)
    served.open_all(late)
    first = served.approved()
    with pytest.raises(OvertakenError, match=f"Change {first} of the same entry is approved"):
        served.approve(late)
    published(served)
    with pytest.raises(OvertakenError, match="has changed since this was written"):
        served.approve(late)
    content = Content(served.changed("Ask at the desk, or write."), "Both.")
    with served.context.database.write() as session:
        changes.edit(session, served.editor, late, 1, content, anew=True)
    served.ask(late, version=2)
    served.approve(late, version=2)
    assert published(served).change.changed == (f"rule {RULE}",)


def test_of_eight_writers_at_once_one_edits_and_the_others_are_told(curation: Curation) -> None:
    number, told = curation.propose(), []

    def write(name: str) -> None:
        for _ in range(4):
            try:
                curation.edit(number, f"Ask {name}.", version=curation.row(number).version)
            except OvertakenError:
                told.append(name)

    threads = [threading.Thread(target=write, args=(f"at desk {n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with curation.context.database.read() as session:
        forms = changes.revisions(session, number)
        assert [form.version for form in forms] == list(range(1, 1 + len(forms)))
        assert len(forms) - 1 + len(told) == 32
        assert forms[-1].sha256 == changes.numbered(session, number).sha256
        assert chain.verify(session).problem == ""


def test_eight_proposals_at_once_are_eight_changes(curation: Curation) -> None:
    threads = [threading.Thread(target=curation.propose, args=(None, f"Ask at desk {n}.")) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with curation.context.database.read() as session:
        assert len(changes.listed(session)) == 8
        assert len({event.object for event in chain.events(session) if event.action == "propose"}) == 8


def test_what_is_in_a_release_on_its_way_cannot_be_touched_until_that_is_withdrawn(served: Curation) -> None:
    number, context = served.approved(), served.context
    repository = Repository(context.settings.updates_folder)
    with context.database.write() as session:
        current = repository.read()
        content = next_content(session, context.settings, current, NOW)
        assert content is not None
        mute_key = development_keys(context.settings.keys_folder).newest("mute").public_key
        draft = make_draft(session, repository, current, content, mute_key, NOW)
        assert approved.hands_in(session, draft.id) == {served.editor.person}
        draft_number = draft.id
    for touch in (
        lambda session: changes.edit(session, served.editor, number, 1, Content(served.document(), "No.")),
        lambda session: reviewing.withdraw(session, served.editor, number, 1),
        lambda session: reviewing.request_changes(session, served.reviewer, number, 1, "Wait."),
    ):
        with pytest.raises(NotPossibleError, match="release that is on its way"), context.database.write() as session:
            touch(session)
    with context.database.write() as session:
        advance(session, session.get_one(DraftRow, draft_number), Action.WITHDRAW, NOW)
    assert served.state(number) == State.APPROVED
    served.edit(number, "Call the desk.", version=1)
    assert served.state(number) == State.DRAFT


# The gates


def test_what_does_not_pass_the_gates_can_be_kept_but_not_reviewed(curation: Curation) -> None:
    document = curation.document()
    document["hosts"] = [{"host": "linkedin.com"}]
    with curation.context.database.write() as session:
        row = changes.propose(session, curation.editor, Kind.RULE, RULE, Content(document, "Wrong."))
        number, found = row.id, reviewing.flaws(session, row, TODAY)
    assert found
    assert found[0].field.startswith("hosts[0]")
    with pytest.raises(UnfitError) as caught:
        curation.ask(number)
    assert caught.value.flaws == found


def test_two_changes_that_are_each_right_but_not_together_do_not_both_pass(curation: Curation) -> None:
    numbers = []
    for name in (RULE, "libby"):
        document = curation.document(name)
        document["hosts"] = [*document.get("hosts", []), {"host": "newly-named.example.com"}]
        with curation.context.database.write() as session:
            row = changes.propose(session, curation.editor, Kind.RULE, name, Content(document, "A new host."))
            numbers.append(row.id)
        curation.ask(numbers[-1])
        curation.open_all(numbers[-1])
    curation.approve(numbers[0])
    with pytest.raises(UnfitError, match="does not pass the gates"):
        curation.approve(numbers[1])


@pytest.mark.parametrize(
    ("spoil", "field"),
    [
        (lambda document: document.update(vendor="<script>alert(1)</script>"), "vendor"),
        (lambda document: document.update(reviewed=True), "reviewed"),
        (lambda document: document.pop("evidence"), ""),
        (lambda document: document["disclosures"][0].update(level="certain"), "disclosures[0].level"),
        (lambda document: document.update(name="Creative\u202ebug"), "name"),
        (lambda document: document.update(name="\ud800"), None),
    ],
)
def test_what_is_no_rule_is_refused_by_the_name_of_its_field_alone(curation: Curation, spoil, field) -> None:
    document = curation.document()
    spoil(document)
    with pytest.raises(UnfitError) as caught, curation.context.database.write() as session:
        changes.propose(session, curation.editor, Kind.RULE, RULE, Content(document, "Because."))
    if field is not None:
        assert field in {flaw.field for flaw in caught.value.flaws}
    assert "alert" not in repr([caught.value, caught.value.flaws])


def test_an_id_stays_what_it_is_and_libraries_are_no_matter_of_changes(curation: Curation) -> None:
    with pytest.raises(UnfitError, match="An id never changes"), curation.context.database.write() as session:
        changes.propose(session, curation.editor, Kind.RULE, "libby", Content(curation.document(), "Because."))
    with pytest.raises(UnfitError, match="join and leave on the site"), curation.context.database.write() as session:
        changes.propose(session, curation.editor, Kind.PARTICIPANT, "x", Content({"id": "x"}, "Because."))


@pytest.mark.parametrize("why", ["", "  ", "two\nlines", "<b>bold</b>", "x" * 1201])
def test_the_reason_is_one_plain_paragraph(curation: Curation, why: str) -> None:
    with pytest.raises(UnfitError, match="one plain paragraph"), curation.context.database.write() as session:
        changes.propose(session, curation.editor, Kind.RULE, RULE, Content(curation.changed(), why))


# Evidence


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(PNG, snapshots.PNG), (JPEG, snapshots.JPEG), (PDF, snapshots.PDF), ("Señas\n".encode(), snapshots.TEXT)],
)
def test_the_type_of_a_file_is_what_its_bytes_are(data: bytes, media_type: str) -> None:
    assert snapshots.type_of(data) == media_type


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"GIF89a\x01\x00\x01\x00",
        PNG + b"<script>alert(1)</script>",
        PNG[:-1],
        PNG.replace(b"IDAT", b"IDAX"),
        b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
        JPEG + b"<html>",
        JPEG[:-2] + b"\xff\xd9PK\x03\x04\xff\xd9",
        b"\xff\xd8\xff",
        PDF + b"PK\x03\x04",
        b"<html>" + PDF,
        b"plain\x00text",
        b"\xff\xfe\x00a",
        b"a" * (snapshots.LARGEST + 1),
    ],
)
def test_a_file_that_is_broken_two_things_at_once_or_too_large_is_refused(data: bytes) -> None:
    with pytest.raises(UnfitError):
        snapshots.type_of(data)


def test_a_file_is_kept_once_under_its_hash_and_belongs_to_the_changes_it_was_brought_to(curation: Curation) -> None:
    first, second = curation.propose(), curation.propose(words="Call.")
    with curation.context.database.write() as session:
        sha256 = evidence.attach(session, curation.editor, first, "custom-admin-portal", PDF).sha256
        evidence.attach(session, curation.editor, first, "custom-admin-portal", PDF)
        assert len(session.scalars(select(AttachmentRow)).all()) == 1
    with curation.context.database.read() as session:
        assert evidence.file_of(session, curation.reviewer, first, sha256).data == PDF
        with pytest.raises(UnknownError):
            evidence.file_of(session, curation.reviewer, second, sha256)
        with pytest.raises(UnknownError):
            evidence.file_of(session, curation.reviewer, first, "0" * 64)


def test_no_file_comes_to_an_approved_change_nor_from_somebody_who_may_not_edit_it(curation: Curation) -> None:
    number = curation.approved()
    with pytest.raises(NotPossibleError, match="Edit it first"), curation.context.database.write() as session:
        evidence.attach(session, curation.editor, number, "custom-admin-portal", PDF)
    with pytest.raises(NotAllowedError), curation.context.database.write() as session:
        evidence.attach(session, curation.reviewer, number, "custom-admin-portal", PDF)


def test_a_source_is_opened_once_by_each_person_however_often(curation: Curation) -> None:
    number = curation.propose()
    for _ in range(2):
        curation.open_all(number)
    with curation.context.database.read() as session:
        assert len(session.scalars(select(OpenedRow)).all()) == 3
    with pytest.raises(UnknownError), curation.context.database.write() as session:
        evidence.opened(session, curation.reviewer, number, "no-such-source")


# What is said and what is written down


def test_every_step_stands_in_the_log_with_what_it_was_bound_to(served: Curation) -> None:
    number = served.approved()
    with served.context.database.write() as session:
        reviewing.comment(session, served.second, number, "Well found.\nThank you.")
    published(served)
    with served.context.database.read() as session:
        events = chain.events(session, thing=f"change {number}")[::-1]
        assert [event.action for event in events] == [
            "propose",
            "request review",
            "approve",
            "comment",
            "put in force",
        ]
        assert [event.name for event in events[:4]] == ["Ann Editor", "Ann Editor", "Rita Reviewer", "Ed Both"]
        assert events[2].facts["sha256"] == served.row(number).sha256
        assert [(said.step, said.text) for said in reviewing.remarks(session, number)][-1] == (
            "",
            "Well found.\nThank you.",
        )
        assert chain.verify(session).problem == ""


@pytest.mark.parametrize("text", ["", " \n ", "x\x1b[2J", "a\u202eb", "\x00", "x" * 4001])
def test_what_is_said_is_plain_text(curation: Curation, text: str) -> None:
    number = curation.propose()
    with pytest.raises(UnfitError), curation.context.database.write() as session:
        reviewing.comment(session, curation.reviewer, number, text)


def test_a_refused_step_leaves_neither_a_row_nor_a_line(curation: Curation) -> None:
    number = curation.propose()
    with curation.context.database.read() as session:
        before = (chain.verify(session), len(session.scalars(select(RevisionRow)).all()))
    with pytest.raises(OvertakenError):
        curation.edit(number, "Call.", version=9)
    with pytest.raises(NotPossibleError):
        curation.approve(number)
    with curation.context.database.read() as session:
        assert (chain.verify(session), len(session.scalars(select(RevisionRow)).all())) == before


@pytest.mark.parametrize("number", [0, -1, 999, 2**31, 2**70])
def test_a_change_that_is_not_there_is_not_there(curation: Curation, number: int) -> None:
    with pytest.raises(UnknownError), curation.context.database.read() as session:
        changes.numbered(session, number)


# Queues and differences


def test_the_queue_says_what_waits_longest_and_what_somebody_else_has_to_decide(curation: Curation) -> None:
    first, second = curation.propose(curation.second), curation.propose(words="Call.", name="libby")
    for number in (first, second):
        curation.ask(number)
    curation.propose(words="Only a draft.")
    with curation.context.database.read() as session:
        found = queues.to_review(session, curation.second)
        assert [(waiting.change.id, waiting.own) for waiting in found] == [(first, True), (second, False)]


def test_what_has_to_be_checked_is_what_comes_due_within_a_month_or_is_overdue(curation: Curation) -> None:
    with curation.context.database.read() as session:
        assert queues.to_check(session, curation.editor, TODAY) == []
        due = queues.to_check(session, curation.editor, TODAY.replace(year=2027, month=5, day=1))
        assert (RULE, "account") in {(item.rule, item.disclosure) for item in due}
        assert not any(item.overdue for item in due)
        late = queues.to_check(session, curation.editor, TODAY.replace(year=2028))
        assert all(item.overdue for item in late)
        assert [item.review_by for item in late] == sorted(item.review_by for item in late)


def test_the_difference_names_the_fields_and_shows_the_lines_of_the_list(curation: Curation) -> None:
    document = curation.document()
    document["disclosures"][1]["level"] = "optional"
    document["disclosures"].reverse()
    with curation.context.database.write() as session:
        row = changes.propose(session, curation.editor, Kind.RULE, RULE, Content(document, "Read again."))
        found = {change.field: (change.before, change.after) for change in differences.fields_of(row)}
        lines = differences.list_of(row)
    assert found == {
        "disclosures.mailings.level": ("avoidable", "optional"),
        "disclosures (order)": (["account", "mailings"], ["mailings", "account"]),
    }
    assert [json.loads(line)["id"] for line in (*lines.removed, *lines.added)] == [RULE, RULE]


# The table


def test_every_state_but_the_last_two_leads_on_and_an_edit_always_leads_to_a_draft() -> None:
    assert set(State) - set(OPEN) == {State.WITHDRAWN, State.RELEASED}
    assert {reached for (_, step), reached in TRANSITIONS.items() if step is Step.EDIT} == {State.DRAFT}
    assert {before for before, step in TRANSITIONS if step is Step.APPROVE} == {State.IN_REVIEW}
    assert {before for before, step in TRANSITIONS if step is Step.RELEASE} == {State.APPROVED}
    assert possible(State.RELEASED) == ()
    with pytest.raises(NotPossibleError, match="nothing any more"):
        after(State.RELEASED, Step.EDIT)
