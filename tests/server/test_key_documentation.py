"""The documented ceremony names only commands, options and files of code that there are."""

import re
import shlex
from pathlib import Path

import click
import pytest

from server.cli import cli

PAGE = Path(__file__).parents[2] / "docs" / "for-maintainers" / "keys.md"
COMMANDS = re.findall(r"^    optout (.+)$", PAGE.read_text(), re.MULTILINE)


def test_the_page_has_the_whole_ceremony() -> None:
    first_words = {tuple(line.split()[:2]) for line in COMMANDS}
    assert {("keys", "online"), ("keys", "init"), ("keys", "upload"), ("keys", "rotate")} <= first_words
    assert {("release", "draft"), ("release", "sign"), ("release", "upload"), ("release", "publish")} <= first_words


@pytest.mark.parametrize("line", COMMANDS)
def test_a_documented_command_is_one_of_ours_with_options_that_it_knows(line: str) -> None:
    command: click.Command | None = cli
    words = shlex.split(line)
    while isinstance(command, click.Group):
        command = command.get_command(click.Context(command), words.pop(0))
    assert command
    options = {name for parameter in command.params for name in parameter.opts if name.startswith("-")}
    assert {word for word in words if word.startswith("-")} <= options
    needed = {
        parameter.opts[0] for parameter in command.params if isinstance(parameter, click.Option) and parameter.required
    }
    assert needed <= set(words)
