"""A library's settings: what is wrong is named with field, line and mend; what is right becomes one text."""

import json
from pathlib import Path

import pytest

from server.deployment.settings_file import SettingsError, read_settings, settings_of
from server.errors import OptOutError

RULES = frozenset({"creativebug", "kanopy"})
WHOLE = """\
library:
  name: Springfield Public Library
  home: https://www.library.example.org/
  ask: mailto:ask@library.example.org
  privacy: https://www.library.example.org/privacy
pages: [https://www.library.example.org/resources/]
proxies: [ezproxy.library.example.org]
login_templates: ["https://login.library.example.org/login?url=$@"]
advice:
  creativebug:
    text: Ask at the desk for a guest card.
    instead: [{label: Craft books, url: "https://www.library.example.org/crafts"}]
notes: {kanopy: We pay for it per film.}
hidden: [kanopy]
updates: {address: "https://optout.library.example.org/updates/"}
language: es
notices: off
remember: device
campaign_links: full
loudness: window
welcome: true
locked: [library, language]
"""
SMALL = "library: {name: Springfield Public Library}\n"


def read(tmp_path: Path, text: str):
    path = tmp_path / "library.yaml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path, RULES)


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read(tmp_path, text)
    return [str(problem) for problem in caught.value.problems]


def test_the_text_says_what_was_given_and_nothing_else_the_same_way_each_time(tmp_path) -> None:
    managed = read(tmp_path, WHOLE).managed()
    given = json.loads(managed["settings"])
    assert managed["settings_version"] == "1"
    assert given["library"]["name"] == "Springfield Public Library"
    assert given["advice"]["creativebug"]["instead"] == [
        {"label": "Craft books", "url": "https://www.library.example.org/crafts"}
    ]
    assert (given["notices"], given["remember"], given["welcome"]) == ("off", "device", True)
    assert json.loads(read(tmp_path, SMALL).text()) == {"library": {"name": "Springfield Public Library"}}
    turned = "\n".join(reversed(SMALL.splitlines())) + "\nnotices: on\nhidden: [kanopy]\n"
    assert read(tmp_path, turned).text() == read(tmp_path, "hidden: [kanopy]\nnotices: on\n" + SMALL).text()


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("proxies: [co.uk]", "library.yaml:2: proxies[0] is a public suffix"),
        ("proxies: [github.io]", "library.yaml:2: proxies[0] is a public suffix"),
        ("proxies: ['https://ezproxy.lib.org']", "library.yaml:2: proxies[0] is not a host name"),
        ("proxies: [10.0.0.1]", "library.yaml:2: proxies[0] is an IP address"),
        ("pages: ['http://www.lib.org/']", "library.yaml:2: pages[0] is not an https address"),
        ("pages: ['https://co.uk/']", "library.yaml:2: pages[0] is a public suffix"),
        ("pages: ['https://someone:secret@www.lib.org/']", "library.yaml:2: pages[0] holds a user name"),
        ("pages: ['https://www.lib.org:99999/']", "library.yaml:2: pages[0] is not an address"),
        ("login_templates: ['https://login.lib.org/login?url=']", "library.yaml:2: login_templates[0] must hold $@"),
        ("login_templates: ['https://$@.lib.org/login']", "library.yaml:2: login_templates[0] is not"),
        ("hidden: [nobody]", "library.yaml:2: hidden[0] there is no rule 'nobody'"),
        ("notes:\n  nobody: Text.", "library.yaml:3: notes.nobody there is no rule 'nobody'"),
        ("notes:\n  'No body!': Text.", "library.yaml:3: notes.No body! is not the id of a rule"),
        (
            "advice:\n  creativebug:\n    text: <script>alert(1)</script>",
            "library.yaml:4: advice.creativebug.text looks like markup; write plain text",
        ),
        (
            "advice:\n  kanopy:\n    instead: [{label: Films, url: 'javascript:alert(1)'}]",
            "library.yaml:4: advice.kanopy.instead[0].url is not an https address",
        ),
        ("updates: {address: 'https://optout.lib.org/updates'}", "library.yaml:2: updates.address must be a folder"),
        ("updates: {address: 'http://optout.lib.org/updates/'}", "library.yaml:2: updates.address is not an https"),
        (
            "updates: {address: 'https://o.lib.org/updates/', root: {signed: {}, signatures: []}}",
            "library.yaml:2: updates.root is not a root that signs itself",
        ),
        ("remember: forever", "library.yaml:2: remember must be 'session' or 'device'"),
        ("colour: red", "library.yaml:2: colour is not a field of these settings"),
        ("locked: [colour]", "library.yaml:2: locked[0] must be"),
        ("language: ../en", "library.yaml:2: language has the wrong form"),
    ],
)
def test_a_wrong_value_is_named_with_line_field_and_mend(tmp_path, lines, expected) -> None:
    [problem] = problems(tmp_path, SMALL + lines + "\n")
    assert problem.startswith(expected)
    assert "\n    mend: " in problem


def test_a_name_of_a_megabyte_is_refused_without_being_repeated(tmp_path) -> None:
    [problem] = problems(tmp_path, f"library: {{name: {'A' * 1_000_000}}}\n")
    assert problem.startswith("library.yaml:1: library.name is longer than 120 characters")
    assert len(problem) < 200


def test_everything_that_is_wrong_is_said_at_once(tmp_path) -> None:
    said = problems(tmp_path, "library: {}\nproxies: [com]\nremember: x\n")
    assert [line.split()[1] for line in said] == ["library.name", "proxies[0]", "remember"]


def test_broken_yaml_and_other_shapes_are_refused(tmp_path) -> None:
    assert "is not valid YAML" in problems(tmp_path, "library: [\n")[0]
    assert problems(tmp_path, "- a list\n")
    assert problems(tmp_path, "")
    with pytest.raises(OptOutError, match=r"There is no file"):
        read_settings(tmp_path / "missing.yaml", RULES)


def test_settings_that_no_policy_could_carry_are_refused(tmp_path) -> None:
    rules = [f"rule-{number}" for number in range(200)]
    notes = dict.fromkeys(rules, "x" * 300)
    advice = {rule: {"text": "y" * 300} for rule in rules}
    with pytest.raises(SettingsError, match="longer than 64 KB"):
        settings_of({"library": {"name": "Springfield"}, "notes": notes, "advice": advice}, frozenset(rules))
