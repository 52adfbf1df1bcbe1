"""Releases between people: nothing is signed before somebody without a hand in it has approved exactly that list."""

import json
import os
import signal
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ceremony import PASSPHRASE, Ceremony, Run, runner
from curating import RULE, Curation
from people import maintainer, token_of
from sqlalchemy import select

from server.accounts.policy import NotAllowedError, NotFreshError
from server.accounts.roles import Role
from server.accounts.tokens import NoTokenError
from server.context import Context
from server.curation.states import State as ChangeState
from server.errors import OptOutError
from server.journal import chain
from server.releases import governing, publishing
from server.releases.alone import alone
from server.releases.drafts import open_draft
from server.releases.publishing import publish_signed, publish_with_development_keys, settle
from server.releases.repository import Repository
from server.releases.states import OPEN, TRANSITIONS, Action, State
from server.releases.tables import DraftRow, ReleaseRow


class People:
    """A ceremony with people: each command under somebody's name."""

    def __init__(self, run: Run, ceremony: Ceremony, monkeypatch: pytest.MonkeyPatch) -> None:
        database = ceremony.context.database
        self.curation = Curation(
            ceremony.context,
            maintainer(database, "Ann Editor", Role.EDITOR),
            maintainer(database, "Rita Reviewer", Role.REVIEWER),
            maintainer(database, "Ed Both", Role.EDITOR, Role.REVIEWER),
        )
        actors = {"ann": self.curation.editor, "rita": self.curation.reviewer, "ed": self.curation.second}
        self.tokens = {name: token_of(database, actor) for name, actor in actors.items()}
        self.ceremony, self._run, self._patch = ceremony, run, monkeypatch

    def run(self, name: str, *arguments: object):
        self._patch.setenv("OPTOUT_TOKEN", self.tokens.get(name, ""))
        return self._run(*arguments)

    def draft(self, name: str = "ann") -> Path:
        file = self.ceremony.folder / "draft.json"
        self.run(name, "release", "draft", "--out", file)
        return file

    def row(self) -> DraftRow | None:
        with self.ceremony.context.database.read() as session:
            row = open_draft(session)
            if row is not None:
                session.expunge(row)
            return row

    def sha256(self) -> str:
        row = self.row()
        assert row is not None
        return row.sha256

    def approve(self, name: str = "rita", sha256: str = ""):
        return self.run(name, "release", "approve", 2, "--sha256", sha256 or self.sha256())

    def sign(self, file: Path) -> None:
        for key in ("targets-1", "targets-2"):
            self.run("", "release", "sign", file, "--key", self.ceremony.keys / f"{key}.pem", "--yes")

    def signed(self) -> Path:
        """A release that waits to be published."""
        file = self.draft()
        self.run("ann", "release", "request-review", 2)
        self.approve()
        self.sign(file)
        self.run("rita", "release", "upload", file)
        return file

    def kill_between_files_and_database(self) -> None:
        """A publisher that is gone after its files and before its line."""
        context = self.ceremony.context
        context.database.close()
        child = os.fork()
        if child == 0:
            try:
                publishing.note_published = lambda *_arguments: os.kill(os.getpid(), signal.SIGKILL)
                own = Context(context.settings)
                with alone(own.database, own.settings) as session:
                    publish_signed(session, own.settings, who=self.curation.reviewer)
            finally:
                os._exit(1)  # reached only by an error of its own
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status)


@pytest.fixture
def people(context, rules: Path, tmp_path: Path, monkeypatch) -> People:
    monkeypatch.setenv("OPTOUT_PASSPHRASE", PASSPHRASE)
    run = runner(context)
    return People(run, Ceremony(run, context, rules, tmp_path / "ceremony"), monkeypatch)


def test_a_change_goes_from_an_editor_over_a_reviewer_and_two_keys_to_patrons(people: People) -> None:
    number = people.curation.approved()
    people.signed()
    status = json.loads(people.run("", "release", "status", "--json").stdout)
    assert status["draft"]["changes"]["changed"] == [f"rule {RULE}"]
    assert "Published release 2" in people.run("rita", "release", "publish").output
    assert people.ceremony.number() == 2
    assert people.curation.state(number) == ChangeState.RELEASED
    assert people.curation.entry().reviewed
    with people.ceremony.context.database.read() as session:
        told = [(event.name, event.action) for event in chain.events(session, thing="release 2")][::-1]
        assert chain.verify(session).problem == ""
    assert told == [
        ("Ann Editor", "draft"),
        ("Ann Editor", "request review"),
        ("Rita Reviewer", "approve"),
        ("Rita Reviewer", "sign"),
        ("Rita Reviewer", "publish"),
    ]


def test_nothing_is_signed_before_it_is_approved(people: People) -> None:
    people.curation.approved()
    file = people.draft()
    people.sign(file)
    for step in (lambda: None, lambda: people.run("ann", "release", "request-review", 2)):
        step()
        with pytest.raises(OptOutError, match="is not approved yet"):
            people.run("rita", "release", "upload", file)
    with pytest.raises(OptOutError, match="No release waits"):
        people.run("rita", "release", "publish")
    assert people.ceremony.number() == 1


def test_nobody_approves_a_release_of_which_she_drafted_or_wrote_anything(people: People) -> None:
    people.curation.approved()
    people.draft("ed")
    people.run("ann", "release", "request-review", 2)
    database = people.ceremony.context.database
    twin = maintainer(database, "Anna E", Role.REVIEWER, person=people.curation.editor.person)
    people.tokens["twin"] = token_of(database, twin)
    people.tokens["eve"] = token_of(database, maintainer(database, "Eve Editor", Role.EDITOR))
    for name in ("ed", "twin"):
        with pytest.raises(NotAllowedError, match="had a hand in it yourself"):
            people.approve(name)
    with pytest.raises(NotAllowedError, match="role of reviewer"):
        people.approve("eve")
    people.approve("rita")


def test_an_approval_is_of_one_list_also_under_the_same_number(people: People) -> None:
    first = people.curation.approved()
    people.draft()
    people.run("ann", "release", "request-review", 2)
    seen = people.sha256()
    people.run("rita", "release", "request-changes", 2, "--remark", "Which desk?")
    people.curation.edit(first, "Ask at the desk upstairs.", version=1)
    people.curation.ask(first, version=2)
    people.curation.approve(first, version=2)
    people.draft()
    people.run("ann", "release", "request-review", 2)
    assert people.sha256() != seen
    with pytest.raises(OptOutError, match="What you saw is not what this release would publish"):
        people.approve("rita", seen)
    people.approve("rita")
    with pytest.raises(OptOutError, match="Possible now"):
        people.approve("rita")


def test_what_is_sent_back_or_withdrawn_leaves_its_changes_to_be_edited(people: People) -> None:
    number = people.curation.approved()
    for version, end in enumerate(
        (("request-changes", 2, "--remark", "Leave it out."), ("withdraw", 2)),
        start=1,
    ):
        people.draft()
        people.run("ann", "release", "request-review", 2)
        name = "rita" if end[0] == "request-changes" else "ann"
        people.run(name, "release", *end)
        assert people.row() is None
        people.curation.edit(number, f"Desk {version}.", version=version)
        people.curation.ask(number, version=version + 1)
        people.curation.approve(number, version=version + 1)


def test_once_there_are_people_no_step_is_nobody_s(people: People) -> None:
    people.curation.approved()
    with pytest.raises(NoTokenError):
        people.draft("nobody")
    file = people.draft()
    for command in (
        ("request-review", 2),
        ("approve", 2, "--sha256", people.sha256()),
        ("upload", file),
        ("publish",),
        ("withdraw", 2),
        ("rollback", 1),
    ):
        with pytest.raises(NoTokenError):
            people.run("nobody", "release", *command)
    context = people.ceremony.context
    with (
        pytest.raises(NotAllowedError, match="it takes one of them to publish"),
        alone(context.database, context.settings) as session,
    ):
        publish_signed(session, context.settings)


def test_publishing_asks_for_freshness_and_an_editor_does_not_publish(people: People) -> None:
    people.curation.approved()
    people.signed()
    stale = maintainer(people.ceremony.context.database, "Sam Stale", Role.REVIEWER, fresh=False)
    context = people.ceremony.context
    with pytest.raises(NotFreshError), alone(context.database, context.settings) as session:
        publish_signed(session, context.settings, who=stale)
    with pytest.raises(NotAllowedError):
        people.run("ann", "release", "publish")


def test_of_two_publishers_at_once_one_publishes_and_the_other_is_told(people: People) -> None:
    people.curation.approved()
    people.signed()
    context, said = people.ceremony.context, []

    def publish() -> None:
        try:
            with alone(context.database, context.settings) as session:
                outcome = publish_signed(session, context.settings, who=people.curation.reviewer)
            said.append(str(outcome.release))
        except OptOutError as error:
            said.append(error.problem)

    at_once(publish, publish)
    assert sorted(said) == ["2", "No release waits to be published."]
    with context.database.read() as session:
        assert session.scalars(select(ReleaseRow.number).order_by(ReleaseRow.number)).all() == [1, 2]
    assert people.ceremony.number() == 2


def test_of_two_who_draft_and_publish_at_once_one_makes_the_release(context) -> None:
    curation = Curation.of(context, published=True)
    curation.approved()
    releases = []

    def publish() -> None:
        with context.database.write() as session:
            outcome = publish_with_development_keys(session, context.settings)
            releases.append((outcome.release, bool(outcome.change)))

    at_once(publish, publish)
    assert sorted(releases) == [(2, False), (2, True)]


def test_a_publisher_that_is_killed_between_the_files_and_the_database_loses_nothing(people: People) -> None:
    number = people.curation.approved()
    people.signed()
    context = people.ceremony.context
    people.kill_between_files_and_database()
    assert people.ceremony.number() == 2
    assert people.curation.state(number) == ChangeState.APPROVED
    repository = Repository(context.settings.updates_folder)
    with repository.lock(), context.database.write() as session:
        settle(session, repository, datetime.now(UTC))
    assert people.curation.state(number) == ChangeState.RELEASED
    assert people.row() is None


def test_a_release_that_is_not_on_its_way_cannot_be_stepped(people: People) -> None:
    people.curation.approved()
    people.draft()
    with pytest.raises(OptOutError, match="Release 3 is not on its way"):
        people.run("ann", "release", "request-review", 3)
    with people.ceremony.context.database.write() as session, pytest.raises(OptOutError, match="is not on its way"):
        governing.on_its_way(session, 10**12)


def test_only_what_is_approved_can_be_signed_and_only_what_is_signed_published() -> None:
    assert {before for before, action in TRANSITIONS if action is Action.SIGN} == {State.APPROVED}
    assert {before for before, action in TRANSITIONS if action is Action.PUBLISH} == {State.SIGNED}
    assert {before for before, action in TRANSITIONS if action is Action.APPROVE} == {State.IN_REVIEW}
    assert set(State) - set(OPEN) == {State.PUBLISHED, State.WITHDRAWN, State.CHANGES_REQUESTED}


def at_once(*calls) -> None:
    threads = [threading.Thread(target=call) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
