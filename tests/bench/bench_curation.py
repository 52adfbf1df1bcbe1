"""Curation with 1,000 rules and 200 open changes, on SQLite: how long it takes from a draft until it is out, and
how long the maintainers' pages and the interface take beside a bare Flask view that reads one row. They run in
turns, so that a busy computer slows both alike.
"""

import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from catalogues import large_catalogue, published
from flask import Flask
from sqlalchemy import select, text

from server.accounts import tokens
from server.accounts.actor import Actor
from server.accounts.roles import Role
from server.accounts.tables import AccountRow
from server.app import create_app
from server.catalogue.model import Kind
from server.catalogue.tables import EntryRow
from server.context import Context
from server.curation import changes, documents
from server.curation.changes import Content
from server.curation.states import State
from server.database import Database
from server.journal.chain import COMMAND_LINE
from server.privacy.erasures import now_utc
from server.releases import drafting
from server.releases.alone import alone
from server.releases.drafting import Order
from server.releases.publishing import publish_with_development_keys

sys.path.insert(0, str(Path(__file__).parents[1] / "server"))
from maintaining import actor, known, sign_in

RULES, OPEN, APPROVED = 1000, 200, 20
BUDGET = 300
TIMES = 15
FIRST = "creativebug"
PAGES = [
    "/maintain/", "/maintain/rules/", f"/maintain/rules/{FIRST}/change/", "/maintain/changes/", "/maintain/changes/1/",
    "/maintain/changes/1/edit/", "/maintain/releases/", "/maintain/releases/drafts/2/",
    "/maintain/releases/drafts/2/effects/", "/maintain/mutes/", "/maintain/log/", "/api/v1/changes",
    "/api/v1/changes/1", "/api/v1/queue", "/api/v1/releases/drafts", "/api/v1/releases/drafts/2/effects",
]  # fmt: skip


def propose(context: Context, editor: Actor) -> None:
    """A change of each of the first rules: all in review, or the last ones approved, as if reviewers had been there."""
    with context.database.write() as session:
        ids = session.scalars(select(EntryRow.id).where(EntryRow.kind == Kind.RULE).order_by(EntryRow.id))
        names = [FIRST, *(name for name in ids if name != FIRST)][:OPEN]
        for place, name in enumerate(names, start=1):
            held = documents.parsed(documents.in_force(session, Kind.RULE, name).text) or {}
            content = Content({**held, "advice": [{"en": "Ask at the desk."}]}, "A library told us.")
            row = changes.propose(session, editor, Kind.RULE, name, content)
            row.state = State.APPROVED if place > OPEN - APPROVED else State.IN_REVIEW


def bare(database: Database):
    """The client of an application that does nothing but read one row."""
    app = Flask("bare")

    @app.get("/")
    def read() -> str:
        with database.read() as session:
            return str(session.execute(text("SELECT max(number) FROM journal")).scalar())

    return app.test_client()


def milliseconds(client, path: str, headers: dict[str, str]) -> float:
    start = time.perf_counter()
    answer = client.get(path, headers=headers)
    taken = 1000 * (time.perf_counter() - start)
    assert answer.status_code == 200, (path, answer.status_code)
    return taken


def main() -> None:
    with published(large_catalogue(RULES)) as context:
        account = known(context, "ann", *Role)
        propose(context, actor(account, *Role))
        start = time.perf_counter()
        with alone(context.database, context.settings) as session:
            drafting.draft(session, context.settings, actor(account, *Role), Order(), datetime.now(UTC))
        print(f"Drafted with {APPROVED} approved changes: {1000 * (time.perf_counter() - start):.0f} ms")
        with context.database.write() as session:
            order = tokens.Order("bench", list(Role), 1)
            token = tokens.make(session, COMMAND_LINE, session.get_one(AccountRow, account.number), order, now_utc())
        app, plain = create_app(context.settings), bare(context.database)
        client = app.test_client()
        sign_in(context, client, account)
        print(f"Curation with {RULES:,} rules and {OPEN} open changes, medians in ms (budget {BUDGET})")
        print(f"  {'':42} {'first':>8} {'median':>8} {'bare':>8} {'ratio':>8}")
        for path in PAGES:
            headers = {"Authorization": f"Bearer {token}"} if path.startswith("/api/") else {}
            first = milliseconds(client, path, headers)
            pairs = [(milliseconds(client, path, headers), milliseconds(plain, "/", {})) for _ in range(TIMES)]
            ours, base = (statistics.median(times) for times in zip(*pairs, strict=True))
            mark = "" if ours <= BUDGET else "  OVER"
            print(f"  {path:42} {first:8.1f} {ours:8.1f} {base:8.2f} {ours / base:8.0f}{mark}")
        start = time.perf_counter()
        with context.database.write() as session:
            outcome = publish_with_development_keys(session, context.settings, now=datetime.now(UTC))
        taken = 1000 * (time.perf_counter() - start)
        assert len(outcome.change.changed) == APPROVED
        print(f"  drafted, signed and published with {APPROVED} approved changes: {taken:.0f} ms")
        app.extensions["optout"].database.close()


if __name__ == "__main__":
    main()
