"""``optout match`` says which rule knows an address, on what road, and by which steps."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from publishing import publish

from server.cli import cli
from server.context import Context

DOCUMENT = Path(__file__).parents[2] / "docs/matching.md"
WRAPPED = "https://ezproxy.spl.org/login?url=https://www-creativebug-com.ezproxy.spl.org/"


@pytest.fixture
def run(context: Context, rules: Path):
    def run(*arguments: str, given: str | None = None, by_rules: bool = True):
        chosen = ("--rules", str(rules)) if by_rules else ()
        return CliRunner().invoke(cli, ["match", *chosen, *arguments], obj=context, input=given)

    return run


def test_the_steps_are_told_in_words(run) -> None:
    assert run(WRAPPED).output.splitlines() == [
        WRAPPED,
        "  login_url: https://www-creativebug-com.ezproxy.spl.org/",
        "  host_hyphens: www.creativebug.com",
        "  → creativebug (wrapped, www.creativebug.com, certain)",
    ]


def test_what_cannot_be_known_is_said(run) -> None:
    result = run("https://www-creativebug-com.gate.example.org/", "https://x.libguides.com/go.php?c=1", "https://a.b/")
    assert result.exit_code == 0
    assert "appears to be" in result.output
    assert "does not say where it leads (libguides_go)" in result.output
    assert result.output.endswith("https://a.b/\n  → nothing\n")


def test_addresses_come_from_standard_input_and_go_out_as_json(run) -> None:
    lines = run("--json", given=f"{WRAPPED}\n\nnonsense\n").output.splitlines()
    first, second = (json.loads(line) for line in lines)
    assert first["match"] == {"rule": "creativebug", "via": "wrapped", "host": "www.creativebug.com", "certain": True}
    assert [step["form"] for step in first["steps"]] == ["login_url", "host_hyphens"]
    assert second == {"url": "nonsense", "match": None, "steps": [], "opaque": None}


def test_a_library_s_own_proxy_makes_certain(run) -> None:
    result = run("--proxy-host", "gate.example.org", "https://www-creativebug-com.gate.example.org/")
    assert "certain" in result.output


def test_it_goes_by_the_published_list_or_by_a_file(run, context: Context, rules: Path) -> None:
    publish(context, rules)
    assert "→ creativebug" in run(WRAPPED, by_rules=False).output
    [listed] = (context.settings.updates_folder / "targets").glob("*.list.jsonl")
    assert "→ creativebug" in run("--rules", str(listed), WRAPPED, by_rules=False).output


def test_what_is_no_list_is_refused_with_a_mend(run, rules: Path) -> None:
    result = run("--rules", str(rules / "README.md"), WRAPPED, by_rules=False)
    assert result.exit_code == 1
    assert "is no rule list" in str(result.exception.problem)


def test_the_ten_addresses_of_the_specification_are_read_as_it_shows(run) -> None:
    shown = DOCUMENT.read_text().split("```text\n")[1].split("```")[0]
    addresses = [line for line in shown.splitlines() if not line.startswith(" ")]
    assert len(addresses) == 10
    assert run(*addresses).output == shown
