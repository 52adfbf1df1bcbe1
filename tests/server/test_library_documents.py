"""What docs/for-libraries says is so: commands, settings, addresses in the repository, and words on the screen."""

import json
import re
import shlex
from pathlib import Path

import click
import pytest

from server.cli import cli
from server.deployment.kit.answers import KitSettings
from server.deployment.settings_file import read_settings, settings_of

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "docs" / "for-libraries").glob("*.md"))
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
RULES = {path.stem for path in (ROOT / "rules" / "vendors").glob("*.yaml")}
PLACES = ("server/web/templates", "server/deployment/kit")
# On the screen, but not ours.
OF_BROWSERS = {"Start Logging to Disk"}


def on_the_screen() -> list[str]:
    """Every message of the extension, and every page of the site and of kits."""
    messages = json.loads((ROOT / "extension/_locales/en/messages.json").read_text(encoding="utf-8"))
    texts = [re.sub(r"\$\d", "", message["message"]).strip() for message in messages.values()]
    pages = [path for place in PLACES for kind in ("html", "py") for path in (ROOT / place).rglob(f"*.{kind}")]
    return [plain(text) for text in [*texts, *(page.read_text(encoding="utf-8") for page in pages)]]


def plain(text: str) -> str:
    return text.replace("’", "'")


def found(pattern: str) -> list[tuple[Path, str]]:
    return [(page, hit) for page, text in TEXTS.items() for hit in re.findall(pattern, text, re.MULTILINE)]


@pytest.mark.parametrize(("page", "line"), found(r"^ +optout (.+)$"))
def test_a_command_is_one_of_ours(page: Path, line: str) -> None:
    command: click.Command | None = cli
    words = shlex.split(line)
    while isinstance(command, click.Group):
        command = command.get_command(click.Context(command), words.pop(0))
    assert command, page
    options = {name for parameter in command.params for name in parameter.opts if name.startswith("-")}
    assert {word for word in words if word.startswith("-")} <= options


def test_the_example_with_every_field_is_accepted(tmp_path: Path) -> None:
    page = TEXTS[ROOT / "docs" / "for-libraries" / "settings.md"]
    example = tmp_path / "library.yaml"
    blocks = re.findall(r"^```yaml\n(.+?)^```", page, re.DOTALL | re.MULTILINE)
    example.write_text("".join(blocks), encoding="utf-8")
    settings = read_settings(example, RULES, KitSettings)
    assert set(KitSettings.model_fields) == settings.model_fields_set


def test_the_stop_switch_in_a_hurry_is_accepted() -> None:
    [(_, text)] = found(r"`(\{\"library\".+?\})`")
    assert settings_of(json.loads(text), RULES).notices == "off"


@pytest.mark.parametrize(("page", "target"), found(r"\]\(([^)#:]+)[^)]*\)"))
def test_a_link_leads_to_a_file(page: Path, target: str) -> None:
    assert (page.parent / target).exists(), page


@pytest.mark.parametrize(("page", "words"), found(r"“([^”]+)”"))
def test_words_in_quotation_marks_are_those_on_the_screen(page: Path, words: str) -> None:
    shown = plain(words.replace("Springfield Public Library", "").replace("…", "").split(":")[0].strip())
    assert shown
    assert words in OF_BROWSERS or any(shown in text for text in on_the_screen()), page
