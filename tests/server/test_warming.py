"""What takes long is made before a reader asks for it."""

from contextlib import contextmanager

import pytest
from flask import template_rendered
from publishing import publish

from server.app import create_app
from server.web.warming import Warmer

LONG = ["/", "/resources/", "/es/", "/es/resources/"]


@pytest.fixture
def app(context):
    app = create_app(context.settings)
    yield app
    app.extensions["optout"].database.close()


@contextmanager
def renders(app):
    """Notes the templates that are rendered meanwhile."""
    seen = []

    def note(_app, template, **_rest) -> None:
        seen.append(template.name)

    with template_rendered.connected_to(note, app):
        yield seen


def test_long_pages_are_ready_before_the_first_reader_in_every_language(app, context, rules) -> None:
    publish(context, rules)
    assert Warmer(app).look()
    with renders(app) as seen:
        for path in LONG:
            assert app.test_client().get(path).status_code == 200
    assert seen == []


def test_a_new_list_is_made_ready_once_and_an_old_one_not_again(app, context, rules) -> None:
    warmer = Warmer(app)
    assert not warmer.look()  # before the first list there is nothing to make
    publish(context, rules)
    assert warmer.look()
    assert not warmer.look()
    path = rules / "vendors" / "linkedin-learning.yaml"
    path.write_text(path.read_text().replace("name: LinkedIn Learning", "name: LinkedIn Learning (renamed)"))
    publish(context, rules)
    assert warmer.look()
    with renders(app) as seen:
        assert "LinkedIn Learning (renamed)" in app.test_client().get("/resources/").text
    assert seen == []


def test_the_next_day_is_made_ready_too(app, context, rules, monkeypatch) -> None:
    publish(context, rules)
    warmer = Warmer(app)
    assert warmer.look()
    published = app.extensions["published"].current()
    tomorrow = published.today().replace(year=published.today().year + 1)
    monkeypatch.setattr(type(published), "today", lambda _self: tomorrow)
    assert warmer.look()
    assert not warmer.look()
