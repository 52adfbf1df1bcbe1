"""GET and HEAD change nothing, on any route there is."""

import hashlib
from pathlib import Path

import pytest
from publishing import publish
from sqlalchemy import MetaData, select

EXAMPLES = {
    "id": "creativebug",
    "name": "linkedin",
    "number": "1",
    "before": "1",
    "filename": "site.css",
    "sort": "campaigns",
}


def addresses(app):
    """Every address that answers to GET, with something in the place of its variables."""
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()):
            values = {name: EXAMPLES.get(name, "creativebug") for name in rule.arguments}
            with app.test_request_context():
                yield app.url_map.bind("localhost").build(rule.endpoint, values)


def state(context):
    """Every row of every table, and the hash of every published file."""
    tables = MetaData()
    tables.reflect(context.database.engine)
    with context.database.read() as session:
        rows = {name: sorted(map(str, session.execute(select(table)))) for name, table in tables.tables.items()}
    public = context.settings.instance / "public"
    files = {
        str(path): (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_mtime_ns)
        for path in sorted(public.rglob("*"))
        if path.is_file()
    }
    return rows, files


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_reading_changes_neither_a_row_nor_a_published_file(context, rules: Path, client, method) -> None:
    publish(context, rules)
    before = state(context)
    assert before[0]["entry"]
    assert before[1]
    asked = [*addresses(client.application), "/api/v1/rules?x=1", "/api/v1/nothing"]
    assert {"/api/v1/rules/creativebug", "/api/v1/releases/1", "/releases.atom", "/api/", "/"} <= set(asked)
    for address in asked:
        with client.open(address, method=method) as answer:
            assert answer.status_code < 500, address
    assert state(context) == before
