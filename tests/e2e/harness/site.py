"""Our own server, run for real: an instance folder, releases on demand, and a log of every byte that was sent to it."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Self

from harness.waiting import wait_for

ROOT = Path(__file__).parents[3]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Site:
    """An installation at ``url``; as a context manager, its running server.

    Browsers reach it through a recorder: ``requests`` holds the raw head of each request. The address stands in the
    signed list, so that a prepared installation can be copied only to the same port.
    """

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.url = f"http://localhost:{port}"
        self.port = port
        self.package_options: tuple[str, ...] = ()
        self.environment = {
            **os.environ,
            "OPTOUT_INSTANCE": str(folder),
            "OPTOUT_PUBLIC_URL": self.url,
            "OPTOUT_HOST": "127.0.0.1",
        }
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def prepare(cls, folder: Path, rules: Path) -> Self:
        """A new installation with release 1 made of ``rules``."""
        site = cls(folder, free_port())
        site.run("optout", "db", "upgrade")
        site.publish(rules)
        return site

    def copy(self, folder: Path) -> "Site":
        """The same installation in another folder."""
        shutil.copytree(self.folder, folder)
        return Site(folder, self.port)

    @property
    def release(self) -> Path:
        """The published release folder."""
        return self.folder / "public" / "updates"

    def publish(self, rules: Path) -> None:
        """Import ``rules`` and publish them as the next release."""
        self.run("optout", "rules", "import", str(rules))
        self.run("optout", "release", "publish", "--development-keys", "--allow-large-change")

    def get(self, address: str) -> str:
        """The body of one of our pages."""
        with urllib.request.urlopen(address) as answer:
            return str(answer.read().decode())

    def copy_release(self, to: Path) -> Path:
        """Keep the published files, to bring them back later."""
        return Path(shutil.copytree(self.release, to))

    def restore_release(self, kept: Path) -> None:
        """Put kept files in the place of the published ones."""
        shutil.rmtree(self.release)
        shutil.copytree(kept, self.release)

    def package(self, browser: str, out: Path) -> Path:
        """Build the store package for ``browser`` with the published release; returns the unpacked folder."""
        options = ["--browser", browser, "--edition", "store", "--release", str(self.release), "--out", str(out)]
        self.run(sys.executable, str(ROOT / "manifest_builder.py"), *options, *self.package_options)
        return out / self.package_name(browser)

    @staticmethod
    def package_name(browser: str) -> str:
        """What the unpacked package for ``browser`` is called."""
        return f"libraries-optout-store-{browser}"

    def run(self, *command: str) -> str:
        """Run a command of ours in this installation's environment; returns what it printed."""
        program = [str(Path(sys.executable).parent / command[0])] if command[0] == "optout" else [command[0]]
        done = subprocess.run(
            [*program, *command[1:]], env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def __enter__(self) -> Self:
        optout, inner = str(Path(sys.executable).parent / "optout"), free_port()
        self.recorder = Recorder(self.port, inner)
        self._process = subprocess.Popen(
            [optout, "serve"],
            env={**self.environment, "OPTOUT_PORT": str(inner)},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )
        wait_for(lambda: socket.create_connection(("127.0.0.1", inner), 1).close() or True, "the server")
        return self

    def __exit__(self, *_error: object) -> None:
        self.recorder.close()
        if self._process:
            self._process.terminate()
            self._process.wait(20)


class Recorder:
    """A relay that writes down the head of each request, byte for byte, before passing it on."""

    def __init__(self, port: int, target: int) -> None:
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", port))
        self._target = target
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that holds the port in accept()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        with suppress(OSError), client, socket.create_connection(("127.0.0.1", self._target)) as server:
            threading.Thread(target=_pump, args=(server, client), daemon=True).start()
            pending = b""
            while data := client.recv(65536):
                server.sendall(data)
                pending += data
                # Bodies do not occur: the extension and these tests only GET.
                while b"\r\n\r\n" in pending:
                    head, pending = pending.split(b"\r\n\r\n", 1)
                    self.requests.append(head)


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
