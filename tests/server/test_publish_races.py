"""Publishers at the same moment, as processes of their own: one release, one winner, a clear answer for the other."""

import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ceremony import PASSPHRASE, Ceremony, runner
from maintaining import known, post, sign_in
from serving import OPTOUT, environment_of
from sqlalchemy import select
from test_governing import People

from server.accounts.roles import Role
from server.curation.states import State as ChangeState
from server.errors import OptOutError
from server.journal import chain
from server.releases import governing, publishing
from server.releases.alone import alone
from server.releases.publishing import publish_signed
from server.releases.tables import DraftRow, ReleaseRow


@pytest.fixture
def people(context, rules: Path, tmp_path: Path, monkeypatch) -> People:
    monkeypatch.setenv("OPTOUT_PASSPHRASE", PASSPHRASE)
    run = runner(context)
    return People(run, Ceremony(run, context, rules, tmp_path / "ceremony"), monkeypatch)


def begin(people: People, name: str, *command: str) -> subprocess.Popen[str]:
    """A command of ours in a process of its own, under somebody's name."""
    environment = environment_of(people.ceremony.context.settings, OPTOUT_TOKEN=people.tokens[name])
    return subprocess.Popen([OPTOUT, *command], env=environment, stdout=-1, stderr=subprocess.STDOUT, text=True)


def releases(people: People) -> list[int]:
    with people.ceremony.context.database.read() as session:
        return list(session.scalars(select(ReleaseRow.number).order_by(ReleaseRow.number)))


def told(people: People, thing: str) -> list[str]:
    """What the log tells of a thing, oldest first."""
    with people.ceremony.context.database.read() as session:
        assert chain.verify(session).problem == ""
        return [event.action for event in chain.events(session, thing=thing)][::-1]


@pytest.mark.thorough
def test_of_processes_that_publish_one_release_one_wins_and_the_others_are_told(people: People) -> None:
    number = people.curation.approved()
    people.signed()
    started = [begin(people, name, "release", "publish") for name in ("rita", "ed", "rita", "ed")]
    said = sorted((process.communicate(timeout=60)[0], process.returncode) for process in started)
    lost, won = said[:3], said[3]
    assert won[1] == 0, said
    assert "Published release 2: 0 added, 1 changed, 0 removed." in won[0]
    for output, code in lost:
        assert code != 0
        assert "No release waits to be published." in output
        assert "Traceback" not in output
    assert releases(people) == [1, 2]
    assert told(people, "release 2").count("publish") == 1
    assert people.curation.state(number) == ChangeState.RELEASED
    assert people.ceremony.number() == 2


@pytest.mark.thorough
def test_of_processes_that_draft_at_once_one_draft_stays_and_has_the_changes(people: People, tmp_path: Path) -> None:
    number = people.curation.approved()
    started = [begin(people, "ann", "release", "draft", "--out", str(tmp_path / f"{n}.json")) for n in range(4)]
    said = [(process.communicate(timeout=60)[0], process.returncode) for process in started]
    assert [code for _, code in said] == [0] * 4, said
    row = people.row()
    assert row is not None
    assert people.curation.row(number).draft == row.id
    with people.ceremony.context.database.read() as session:
        states = session.scalars(select(DraftRow.state).where(DraftRow.release == 2).order_by(DraftRow.id)).all()
    assert states == ["withdrawn"] * 3 + ["draft"]


def test_nobody_withdraws_a_release_between_its_files_and_its_line(people: People, monkeypatch) -> None:
    number = people.curation.approved()
    people.signed()
    context, said = people.ceremony.context, []
    switch = publishing.switch

    def take_away() -> None:
        try:
            with context.database.write() as session:
                row = governing.on_its_way(session, 2)
                governing.withdraw(session, people.curation.editor, row, datetime.now(UTC))
            said.append("withdrawn")
        except OptOutError as error:
            said.append(error.problem)

    thread = threading.Thread(target=take_away)

    def switch_and_let_her_try(*arguments: object) -> None:
        switch(*arguments)
        thread.start()
        thread.join(1)  # by then she is through, if nothing holds her

    monkeypatch.setattr(publishing, "switch", switch_and_let_her_try)
    with alone(context.database, context.settings) as session:
        publish_signed(session, context.settings, who=people.curation.reviewer)
    thread.join()
    assert said == ["Release 2 is not on its way."]
    assert releases(people) == [1, 2]
    assert people.curation.state(number) == ChangeState.RELEASED


def test_what_browsers_see_cannot_be_withdrawn_though_its_publisher_was_killed(people: People, client) -> None:
    number = people.curation.approved()
    people.signed()
    people.kill_between_files_and_database()
    with pytest.raises(OptOutError, match="A release that is published cannot be changed by withdraw"):
        people.run("ann", "release", "withdraw", 2)
    row, sign = people.row(), {"Authorization": f"Bearer {people.tokens['ann']}"}
    assert row is not None
    answer = client.post(f"/api/v1/releases/drafts/{row.id}/withdrawal", headers=sign)
    assert answer.status_code == 409
    context = people.ceremony.context
    sign_in(context, client, known(context, "eve", Role.EDITOR))
    assert post(context, client, f"/maintain/releases/drafts/{row.id}/withdraw/").status_code == 409
    assert "Published release 2: 0 added, 1 changed, 0 removed." in people.run("rita", "release", "publish").output
    with pytest.raises(OptOutError, match="No release waits"):
        people.run("rita", "release", "publish")
    assert releases(people) == [1, 2]
    assert people.curation.state(number) == ChangeState.RELEASED
