"""A PostgreSQL of our own: on a free port, in a folder that goes with it. For tests and benches."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def programs() -> list[Path]:
    """The folders of PostgreSQL's programs, the newest last; empty if it is not installed."""
    return sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@contextmanager
def running_postgresql() -> Iterator[str]:
    """The address of its database ``postgres``, for as long as it is wanted."""
    # Not in pytest's own folder: each other test run of root takes it away from the user postgres.
    folder = Path(tempfile.mkdtemp(prefix="optout-postgresql-"))
    run, newest = _as_postgres(folder), programs()[-1]
    data, port = folder / "data", _free_port()
    run(newest / "initdb", "-D", data, "-A", "trust", "-U", "optout", "-E", "UTF8", "--no-sync")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run(newest / "pg_ctl", "-D", data, "-w", "-o", options, "-l", folder / "log", "start")
    try:
        yield f"postgresql+psycopg://optout@127.0.0.1:{port}/postgres"
    finally:
        run(newest / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


def _as_postgres(folder: Path):
    """Runs programs as a user that PostgreSQL accepts: it refuses to be run by root."""
    if os.geteuid() != 0:
        return lambda *command: subprocess.run([*map(str, command)], check=True, capture_output=True)
    user = pwd.getpwnam("postgres")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return lambda *command: subprocess.run(
        ["runuser", "-u", "postgres", "--", *map(str, command)], check=True, capture_output=True, cwd=folder
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
