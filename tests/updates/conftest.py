"""The extension's updates against a real server: a release, a package made of it, and a network that can be harmed."""

import json
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from server.config import Settings
from server.context import Context
from server.deployment.release_folder import read_release
from server.migrations import upgrade

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent

Answer = Callable[[BaseHTTPRequestHandler, bytes | None], None]


class Network:
    """Serves a folder at ``url``; ``harm`` answers instead, if it is set and its name fits. Counts bytes of bodies."""

    def __init__(self) -> None:
        self.folder = Path()
        self.harm: Answer | None = None
        self.only = ""
        self.requests: list[tuple[str, int]] = []
        network = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = network.folder / self.path.lstrip("/")
                body = path.read_bytes() if path.is_file() else None
                if network.harm and network.only in self.path:
                    network.harm(self, body)
                    return
                network.requests.append((self.path, len(body or b"")))
                self.send_response(200 if body is not None else 404)
                self.send_header("Content-Length", str(len(body or b"")))
                self.end_headers()
                self.wfile.write(body or b"")

            def log_message(self, *_arguments: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def network() -> Iterator[Network]:
    network = Network()
    yield network
    network.close()


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    context = Context(Settings(instance=tmp_path / "instance", _env_file=None))
    upgrade(context.database)
    yield context
    context.database.close()


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "rules", tmp_path / "rules"))


class Extension:
    """The extension's own update code in Node, with a file as its storage."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        self.storage = folder / "storage.json"

    def pack(self, updates: Path) -> None:
        """Take the published release as the one that the package brings."""
        for name, data in read_release(updates).files.items():
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_bytes(data)

    def command(self, action: str, *, now: datetime | None = None, fault: str = "") -> list[str]:
        at = (now or datetime.now(UTC)).timestamp() * 1000
        options = {
            "storage": str(self.storage),
            "package": str(self.folder),
            "url": self.url,
            "now": at,
            "fault": fault,
        }
        return ["node", "--no-warnings", str(HERE / "extension-client.mjs"), action, json.dumps(options)]

    def run(self, action: str = "check", **options: object) -> dict:
        done = subprocess.run(self.command(action, **options), capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))


@pytest.fixture
def extension(tmp_path: Path, network: Network) -> Extension:
    folder = tmp_path / "package"
    folder.mkdir()
    return Extension(folder, network.url)
