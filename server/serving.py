"""``optout serve``."""

import errno
import socket
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
        return create_app(self._settings)


@click.command()
@pass_context
def serve(context: Context) -> None:
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
    _Gunicorn(settings).run()


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
