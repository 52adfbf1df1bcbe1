"""docs/protocol.md: the commands of its walk-through, run as they stand there, and what clients see after each part."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_releases import read_with_python_tuf

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text()
BEGINNING = "The whole way, to try out"
TITLE_OR_COMMANDS = re.compile(r"^###? (?P<title>.+)$|^```sh\n(?P<commands>[^`]+)^```$", re.MULTILINE)


def _parts() -> Iterator[tuple[str, str]]:
    """Each block of commands with the heading above it."""
    title = ""
    for match in TITLE_OR_COMMANDS.finditer(PAGE):
        title = match["title"] or title
        if match["commands"]:
            yield title, match["commands"]


PARTS = list(_parts())


class Shell:
    """One bash for the whole walk-through, as a reader would have it open."""

    def __init__(self, folder: Path) -> None:
        programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith("OPTOUT_")}
        self._process = subprocess.Popen(
            ["bash", "-euo", "pipefail"],
            cwd=folder,
            env={**kept, "PATH": programs},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, commands: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{{\n{commands}\n}} </dev/null\necho '--- done'\n")
        self._process.stdin.flush()
        said: list[str] = []
        for line in self._process.stdout:
            if line == "--- done\n":
                return "".join(said)
            said.append(line)
        pytest.fail("A command of docs/protocol.md failed:\n" + "".join(said))

    def close(self) -> None:
        self._process.communicate()


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    folder = tmp_path / "checkout"
    shutil.copytree(ROOT / "rules", folder / "rules")
    shell = Shell(folder)
    yield shell
    shell.close()


def test_the_page_has_the_whole_way() -> None:
    assert [title for title, _ in PARTS] == [BEGINNING, "Publish", "Mute", "Lift", "Rotate", "Roll back"]


def test_the_walk_through_does_what_the_page_says(shell: Shell, network, extension, tmp_path: Path) -> None:
    network.folder = tmp_path / "checkout" / "try-out" / "instance" / "public" / "updates"
    seen = []
    for title, commands in PARTS:
        said = shell.run(commands)
        if title == BEGINNING:
            continue
        if title == "Publish":
            extension.pack(network.folder)
        answer = extension.run()
        listed, _ = read_with_python_tuf(network.folder, tmp_path / "python-tuf")
        assert json.loads(listed.splitlines()[0])["release"] == answer["release"]
        libby = [name for name in answer["names"] if name.startswith("Libby")]
        seen.append((title, answer["release"], list(answer["muted"]), libby))
    assert seen == [
        ("Publish", 1, [], ["Libby"]),
        ("Mute", 1, ["creativebug"], ["Libby"]),
        ("Lift", 2, [], ["Libby"]),
        ("Rotate", 3, [], ["Libby, the app"]),
        ("Roll back", 4, [], ["Libby"]),
    ]
    assert [line.split()[1] for line in said.splitlines() if " of 20" in line] == ["4", "3", "2", "1"]
