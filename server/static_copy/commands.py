"""``optout publish``."""

import signal
import threading
from pathlib import Path

import click
from flask import Flask

from server.app import create_app
from server.config import Settings
from server.context import Context, pass_context
from server.database import explained
from server.deployment.packages import write_whole
from server.errors import OptOutError
from server.releases.repository import Repository
from server.static_copy.documents import documents
from server.static_copy.folder import publish_folder
from server.static_copy.nginx import configuration

_PAUSE = 2.0
"""Seconds between two looks; a look costs one ``stat``."""


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--watch", is_flag=True, help="Stay, and publish anew after each release, mute and midnight.")
@pass_context
def publish(context: Context, folder: Path, *, watch: bool) -> None:
    """Write everything public that carries no person's name into DIR, for nginx, an object store or a CDN.

    DIR/current leads to it, switched at once; DIR/nginx.conf serves it, and hands the rest to optout serve.

    Example: optout publish /srv/optout
    """
    app = create_app(context.settings)
    stop = threading.Event()
    if watch:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
    seen = _state(app)  # before the copy, so that nothing between the two is missed
    _once(app, context.settings, folder)
    while watch and not stop.wait(_PAUSE):
        if (now := _state(app)) != seen:
            _once(app, context.settings, folder)
            seen = now


def _state(app: Flask) -> object:
    """Another one after each signing, at midnight, and when a library's own package gets other settings."""
    published, own = app.extensions["published"], app.extensions["optout"].settings.own_packages_folder
    current = published.current()
    files = [(path.name, path.stat().st_mtime_ns) for path in sorted(own.glob("*.yaml"))]
    return published.stamp(), current and current.today(), files


def _once(app: Flask, settings: Settings, folder: Path) -> None:
    with explained(settings.database), Repository(settings.updates_folder).lock():
        files = documents(app, settings)
    target = publish_folder(folder.resolve(), files)
    try:
        write_whole(folder / "nginx.conf", configuration(settings, folder.resolve() / "current").encode())
    except OSError as error:
        raise OptOutError(f"{folder} cannot be written: {error.strerror}.", "Correct the rights.") from None
    size = sum(map(len, files.values())) / 1024 / 1024
    click.echo(f"{len(files)} documents, {size:.1f} MB, in {folder / 'current'} ({target.name})")
