"""``optout serve``."""

import errno
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from server.app import create_app
from server.config import Settings
from server.context import Context, pass_context
from server.database import explained
from server.errors import OptOutError
from server.migrations import require_current
from server.releases.publishing import refuse_development_list
from server.web.warming import Warmer


class _Gunicorn(BaseApplication):
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        self.cfg.set("bind", f"{self._settings.host}:{self._settings.port}")
        self.cfg.set("worker_class", "gthread")
        self.cfg.set("threads", 8)
        self.cfg.set("loglevel", "warning")

    def load(self) -> Any:  # noqa: ANN401 - gunicorn's own type covers ASGI too
        app = create_app(self._settings)
        Warmer(app).start()
        return app


@click.command()
@click.option("--with-worker", is_flag=True, help="Also run optout worker, which sends letters; for trying out.")
@pass_context
def serve(context: Context, *, with_worker: bool) -> None:
    """Serve the pages and the list.

    Example: OPTOUT_PORT=8001 optout serve
    """
    settings = context.settings
    with explained(settings.database):
        require_current(context.database)
    context.database.close()
    refuse_development_list(settings)
    _require_free(settings)
    click.echo(f"Serving on {settings.site}. Stop with Ctrl+C.")
    if with_worker and not settings.smtp_host:
        click.echo(f"Letters are written to {settings.instance / 'outbox'}, for any mail program to open.")
    with _worker() if with_worker else nullcontext():
        _Gunicorn(settings).run()


@contextmanager
def _worker() -> Iterator[None]:
    """``optout worker`` beside the server, which ends with it."""
    command = [sys.executable, "-c", "from server.cli import main; main()", "worker"]
    process, starter = subprocess.Popen(command), os.getpid()  # noqa: S603 - a command of our own
    try:
        yield
    finally:
        if os.getpid() == starter:  # the server's own child processes end by leaving through here as well
            process.terminate()
            process.wait()


def _require_free(settings: Settings) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            reason = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
            raise OptOutError(
                f"The address {settings.host}:{settings.port} {reason}.",
                "Choose another port: PORT=8001 make run, or OPTOUT_PORT=8001 optout serve.",
            ) from None
