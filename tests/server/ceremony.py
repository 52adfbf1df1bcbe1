"""The key ceremony as tests hold it: our own commands, offline keys in a folder of their own."""

import json
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result
from test_releases import read_with_python_tuf

from server.cli import cli
from server.context import Context
from server.errors import OptOutError

PASSPHRASE = "correct horse battery staple"
Run = Callable[..., Result]


def runner(context: Context) -> Run:
    """Runs a command of ours; one that fails raises, unless ``fails`` names what it must say."""

    def invoke(*arguments: object, fails: str = "") -> Result:
        result = CliRunner().invoke(cli, [str(argument) for argument in arguments], obj=context)
        if fails:
            assert isinstance(result.exception, OptOutError), result.output
            assert fails in str(result.exception)
        elif result.exception:
            raise result.exception
        return result

    return invoke


class Ceremony:
    """An installation with offline keys in ``keys``, 2 of 3 for root and targets, and release 1 published."""

    def __init__(self, run: Run, context: Context, rules: Path, folder: Path) -> None:
        self.run, self.context, self.rules, self.folder = run, context, rules, folder
        self.keys = folder / "keys"
        self.client = folder / "client"
        self.online = folder / "online.json"
        folder.mkdir()
        run("rules", "import", rules)
        run("keys", "online", "--out", self.online)
        run("keys", "init", "--folder", self.keys, "--online", self.online, "--out", self.root(1))
        run("keys", "upload", self.root(1))
        self.release()

    def root(self, version: int) -> Path:
        return self.folder / f"{version}.root.json"

    def change(self, text: str) -> None:
        path = self.rules / "vendors" / "libby.yaml"
        path.write_text(path.read_text().replace("name: Libby", f"name: Libby{text}", 1))
        self.run("rules", "import", self.rules)

    def draft(self, *options: str) -> Path:
        file = self.folder / "draft.json"
        self.run("release", *(options or ("draft",)), "--out", file)
        return file

    def release(self, *options: str, signers: tuple[str, ...] = ("targets-1", "targets-2")) -> int:
        file = self.draft(*options)
        for name in signers:
            self.run("release", "sign", file, "--key", self.keys / f"{name}.pem", "--yes")
        self.run("release", "upload", file)
        self.run("release", "publish")
        return self.number()

    def rotate(self, version: int, *options: object) -> None:
        self.run(
            *("keys", "rotate", "--folder", self.keys, "--root", self.root(version - 1), "--out", self.root(version)),
            *options,
        )
        self.run("keys", "upload", self.root(version))

    def number(self) -> int:
        """The release that python-tuf's own client reads, whatever it knew before."""
        listed, _ = read_with_python_tuf(self.context.settings.updates_folder, self.client)
        return int(json.loads(listed.splitlines()[0])["release"])
