"""The real server in processes of its own, as many workers as wanted, for tests of what they share."""

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.waiting import wait_for

from server.config import Settings

OPTOUT = Path(sys.executable).parent / "optout"


def environment_of(settings: Settings, **more: str) -> dict[str, str]:
    """The environment in which a command of ours works on this installation."""
    ours = {"OPTOUT_INSTANCE": str(settings.instance), "OPTOUT_DATABASE_URL": settings.database}
    return {**os.environ, **ours, **more}


@contextmanager
def served(settings: Settings, *, workers: int) -> Iterator[str]:
    """The address of ``optout serve`` with so many worker processes."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = environment_of(settings, OPTOUT_PORT=str(port), WEB_CONCURRENCY=str(workers))
    process = subprocess.Popen([OPTOUT, "serve"], env=environment, stdout=subprocess.DEVNULL)
    address = f"http://localhost:{port}"
    try:
        wait_for(lambda: urllib.request.urlopen(f"{address}/maintain/log-in/").close() or True, "the server")
        yield address
    finally:
        process.terminate()
        process.wait(20)
