"""``optout changes`` and ``optout rules import``: the same services, under the name of whoever's token it is."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from curating import ROOT, RULE, Curation
from people import maintainer, token_of
from sqlalchemy import select

from server.accounts.policy import NotAllowedError
from server.accounts.roles import Role
from server.accounts.tables import ApiTokenRow
from server.accounts.tokens import NoTokenError
from server.cli import cli
from server.curation.errors import OvertakenError, UnfitError, UnseenError
from server.curation.states import State
from server.curation.tables import ChangeRow
from server.errors import OptOutError

PDF = b"%PDF-1.7\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def curation(context) -> Curation:
    return Curation.of(context)


@pytest.fixture
def tokens(curation: Curation) -> dict[str, str]:
    """A token of each of the three, by her role."""
    people = {"editor": curation.editor, "reviewer": curation.reviewer, "both": curation.second}
    return {role: token_of(curation.context.database, actor) for role, actor in people.items()}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The rule as a file, with another advice."""
    path = tmp_path / "creativebug.yaml"
    text = (ROOT / "rules" / "vendors" / "creativebug.yaml").read_text()
    path.write_text(text.replace("disclosures:\n", "advice:\n  - en: Ask at the desk.\ndisclosures:\n", 1))
    return path


def run(curation: Curation, token: str, *arguments: object):
    """The output, or whatever error the command ends with."""
    result = CliRunner().invoke(
        cli, [str(argument) for argument in arguments], obj=curation.context, env={"OPTOUT_TOKEN": token}
    )
    if result.exception and not isinstance(result.exception, SystemExit):
        result.exception.stderr = result.stderr
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout


def proposed(curation: Curation, token: str, file: Path) -> int:
    return int(run(curation, token, "changes", "propose", file, "--why", "A library told us.").split(":")[0])


def test_a_change_goes_its_whole_way_on_the_command_line(curation, tokens, file, tmp_path) -> None:
    number = proposed(curation, tokens["editor"], file)
    portal = tmp_path / "portal.pdf"
    portal.write_bytes(PDF)
    assert "application/pdf" in run(
        curation, tokens["editor"], "changes", "attach", number, "custom-admin-portal", portal
    )
    run(curation, tokens["editor"], "changes", "request-review", number, "--version", 1)
    assert f"{number}: rule creativebug" in run(curation, tokens["reviewer"], "changes", "queue")
    facts = json.loads(run(curation, "", "changes", "show", number, "--json"))
    assert [field["field"] for field in facts["fields"]] == ["advice"]
    assert facts["flaws"] == []
    approve = ("changes", "approve", number, "--version", 1, "--sha256", facts["sha256"], "--remark", "Right.")
    with pytest.raises(UnseenError):
        run(curation, tokens["reviewer"], *approve)
    for found in facts["evidence"]:
        out = tmp_path / "evidence"
        said = run(curation, tokens["reviewer"], "changes", "open", number, found["source"]["id"], "--out", out)
        assert found["source"]["url"] in said
    assert [path.read_bytes() for path in out.iterdir()] == [PDF]
    assert "approved" in run(curation, tokens["reviewer"], *approve)
    shown = run(curation, "", "changes", "show", number)
    assert "Rita Reviewer, approve (version 1): Right." in shown
    assert "advice: nothing → [" in shown


def test_nobody_approves_her_own_on_the_command_line_not_with_another_token_either(curation, tokens, file) -> None:
    number = proposed(curation, tokens["both"], file)
    run(curation, tokens["both"], "changes", "request-review", number, "--version", 1)
    curation.open_all(number, curation.second)
    twin = maintainer(curation.context.database, "Edith B", Role.REVIEWER, person=curation.second.person)
    for token in (
        tokens["both"],
        token_of(curation.context.database, curation.second, Role.REVIEWER),
        token_of(curation.context.database, twin),
    ):
        with pytest.raises(NotAllowedError, match="had a hand in it yourself"):
            run(
                curation,
                token,
                *("changes", "approve", number, "--version", 1, "--sha256", curation.row(number).sha256),
            )
    assert curation.state(number) == State.IN_REVIEW


def test_without_a_token_nobody_acts_and_a_use_is_noted_by_the_day(curation, tokens, file) -> None:
    for token in ("", "optout_" + "A" * 43):
        with pytest.raises(NoTokenError):
            proposed(curation, token, file)
    with curation.context.database.read() as session:
        assert session.scalars(select(ChangeRow)).all() == []
        assert not any(row.used_on for row in session.scalars(select(ApiTokenRow)))
    proposed(curation, tokens["editor"], file)
    with curation.context.database.read() as session:
        assert [bool(row.used_on) for row in session.scalars(select(ApiTokenRow).order_by(ApiTokenRow.id))] == [
            True,
            False,
            False,
        ]


def test_the_slower_editor_is_shown_all_three_forms(curation, tokens, file) -> None:
    number = proposed(curation, tokens["editor"], file)
    edit = ("changes", "edit", number, file, "--version", 1, "--why", "More of it.")
    run(curation, tokens["both"], *edit)
    with pytest.raises(OvertakenError) as caught:
        run(curation, tokens["editor"], *edit)
    for words in ("you began with: {", "it is now: {", "you wanted: {"):
        assert words in caught.value.stderr


def test_what_is_wrong_in_a_file_is_said_by_its_field(curation, tokens, file) -> None:
    file.write_text(file.read_text().replace("level: required", "level: certain", 1))
    with pytest.raises(UnfitError) as caught:
        proposed(curation, tokens["editor"], file)
    assert "disclosures[0].level:" in caught.value.stderr
    for text in ("- a list", "a: [", "\x00"):
        file.write_text(text)
        with pytest.raises(OptOutError):
            proposed(curation, tokens["editor"], file)


def test_the_other_steps_say_where_the_change_stands(curation, tokens, file) -> None:
    number = proposed(curation, tokens["editor"], file)
    run(curation, tokens["editor"], "changes", "request-review", number, "--version", 1)
    back = run(
        curation,
        tokens["reviewer"],
        *("changes", "request-changes", number, "--version", 1, "--remark", "Which page?"),
    )
    assert "changes requested" in back
    run(
        curation,
        tokens["reviewer"],
        "changes",
        "comment",
        number,
        "The second one.\n  9: forged \x1b[2J".replace("\x1b", ""),
    )
    shown = run(curation, "", "changes", "show", number)
    assert not any(line.startswith("  9: forged") for line in shown.splitlines())
    assert "withdrawn" in run(curation, tokens["editor"], "changes", "withdraw", number, "--version", 1)
    assert run(curation, "", "changes", "list") == "There is none.\n"
    assert "withdrawn" in run(curation, "", "changes", "list", "--state", "withdrawn")
    assert "in force" not in run(curation, tokens["editor"], "changes", "remove", "libby", "--why", "It is gone.")
    assert json.loads(run(curation, "", "changes", "list", "--json"))[0]["entry"] == "libby"


# The folder of rules


def test_once_there_are_people_an_import_is_proposed_and_puts_nothing_in_force(curation, tokens, rules) -> None:
    path = rules / "vendors" / f"{RULE}.yaml"
    path.write_text(path.read_text().replace("name: Creativebug\n", "name: Creativebug, the site\n", 1))
    (rules / "vendors" / "libby.yaml").unlink()
    before = curation.document()
    shown = run(curation, "", "rules", "import", rules, "--dry-run")
    assert shown.splitlines() == ["change rule creativebug", "take out rule libby"]
    with pytest.raises(NoTokenError):
        run(curation, "", "rules", "import", rules)
    with pytest.raises(NotAllowedError):
        run(curation, tokens["reviewer"], "rules", "import", rules)
    said = run(curation, tokens["editor"], "rules", "import", rules, "--why", "The spring check.")
    assert "2 changes proposed" in said
    assert "0 changes proposed" in run(curation, tokens["editor"], "rules", "import", rules)
    assert curation.document() == before
    with curation.context.database.read() as session:
        rows = session.scalars(select(ChangeRow).order_by(ChangeRow.id)).all()
        assert [(row.entry, row.state, row.why, row.document is None) for row in rows] == [
            (RULE, "draft", "The spring check.", False),
            ("libby", "draft", "The spring check.", True),
        ]


def test_what_was_exported_changes_nothing_when_it_comes_back(curation, tokens, tmp_path) -> None:
    run(curation, "", "rules", "export", tmp_path / "rules")
    assert run(curation, tokens["editor"], "rules", "import", tmp_path / "rules").splitlines() == [
        "The database holds exactly this already.",
        "0 changes proposed. Next: optout changes list",
    ]


def test_a_new_database_takes_the_folder_in_as_it_is(context, rules) -> None:
    maintainer(context.database, "Ann Editor", Role.EDITOR)
    result = CliRunner().invoke(cli, ["rules", "import", str(rules)], obj=context, env={"OPTOUT_TOKEN": ""})
    assert result.exit_code == 0, result.output
    assert "added" in result.output
