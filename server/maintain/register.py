"""Puts the maintainers' pages on the application."""

from flask import Flask

from server.maintain import (  # noqa: F401 - the imports register pages
    accounts,
    changes,
    drafts,
    entering,
    entries,
    entry_form,
    mutes,
    own_account,
    pages,
    releases,
    taking_out,
)
from server.maintain.guard import PREFIX, blueprint
from server.maintain.routes import ROUTES


def init_app(app: Flask) -> None:
    """Register the pages on ``app``.

    Raises:
        RuntimeError: a page has no line in the table of routes, or a line no page.

    """
    app.register_blueprint(blueprint)
    ours = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith(f"{PREFIX}/")}
    if ours != set(ROUTES):
        raise RuntimeError(f"Pages and the table of routes differ: {sorted(ours ^ set(ROUTES))}")
