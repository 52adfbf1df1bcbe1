"""The petition with 1,000,000 signatures, on both databases: confirmations beside a bare Flask view with one INSERT,
and the form for an address that has signed beside one for a new address: how long it takes must not tell.

They run in turns, in one run; then the count, and the pages. OPTOUT_BENCH_ROWS=… for fewer rows.
"""

import os
import re
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, text

from server.app import create_app
from server.catalogue.folder import read_folder
from server.catalogue.store import import_catalogue
from server.config import Settings
from server.context import Context
from server.database import Database
from server.forms.automation import HONEYPOT, STAMP, make_stamp
from server.jobs import public_forms
from server.migrations import upgrade
from server.petition import counting
from server.petition.tables import SignatureRow
from server.privacy.tokens import hash_of, new_token
from server.releases.publishing import publish_with_development_keys

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "server"))
from postgres import programs, running_postgresql  # noqa: E402 - found by the line above

ROWS = int(os.environ.get("OPTOUT_BENCH_ROWS", "1000000"))
CONFIRMED = 1000
ROUND = 50
CAMPAIGN = "library-card-is-enough"
LEAST = 0.25
FORMS = 500
KNOWN = "known@example.org"


def rows(first: int, last: int, tokens: list[str] | None = None):
    """Signatures with numbers in their fields; confirmed ones, or with ``tokens`` those that wait."""
    now = datetime.now(UTC).replace(tzinfo=None)
    for number in range(first, last):
        waiting = tokens is not None
        yield {
            "uid": f"{number:032x}",
            "campaign": CAMPAIGN,
            "address_key": f"{number:064x}",
            "domain_key": f"{number % 1000:064x}",
            "token_hash": hash_of(tokens[number - first]) if tokens else f"{number:064x}",
            "language": "en",
            "shown_name": f"Signer {number}" if number % 3 == 0 else None,
            "initial": chr(65 + number % 26) if number % 3 == 0 else None,
            "expires_at": now + timedelta(hours=72) if waiting else None,
            "confirmed_on": None if waiting else now.date(),
        }


def fill(database: Database, tokens: list[str]) -> None:
    """Put in what was signed before, and what is to be confirmed."""
    with database.write() as session:
        for first in range(0, ROWS, 10_000):
            session.execute(insert(SignatureRow), list(rows(first, min(first + 10_000, ROWS))))
        session.execute(insert(SignatureRow), list(rows(ROWS, ROWS + len(tokens), tokens)))
        counting.note_change(session, CAMPAIGN, ROWS)
        session.flush()
        counting.add_up(session)


def bare(database: Database):
    """The client of an application that does nothing but one INSERT."""
    app = Flask("bare")
    with database.write() as session:
        session.execute(text("CREATE TABLE bare (value VARCHAR(64))"))

    @app.post("/")
    def add() -> str:
        with database.write() as session:
            session.execute(text("INSERT INTO bare VALUES (:value)"), {"value": "x" * 64})
        return "ok"

    return app.test_client()


def in_turns(one, other, number: int) -> tuple[float, float]:
    """How many times a second each of two runs: in turns, so that a busy computer slows both alike."""
    seconds = [0.0, 0.0]
    for first in range(0, number, ROUND):
        for which, send in enumerate((one, other)):
            start = time.perf_counter()
            for each in range(first, first + ROUND):
                send(each)
            seconds[which] += time.perf_counter() - start
    return number / seconds[0], number / seconds[1]


def signer(context: Context, client, known: str):
    """A function that sends the form to sign for an address, and has the address ``known`` signed before."""

    def send(address: str) -> None:
        stamp = make_stamp(context.secrets, "sign", datetime.now(UTC) - timedelta(seconds=20))
        fields = {STAMP: stamp, HONEYPOT: "", "display": "none", "email": address}
        answer = client.post(f"/campaigns/{CAMPAIGN}/sign/", data=fields)
        assert answer.status_code == 303, answer.status_code

    send(known)
    public_forms.work_on_forms(context, datetime.now(UTC))
    public_forms.send_letters(context, datetime.now(UTC))
    [letter] = (context.settings.instance / "outbox").glob("*.eml")
    plain = message_from_bytes(letter.read_bytes(), policy=policy.default).get_body(("plain",)).get_content()
    client.post(re.search(r"/signature/\S+", plain).group(), data={"do": "confirm"})
    return send


def medians(sends, number: int) -> list[float]:
    """How many milliseconds each of several takes, one after the other in turns."""
    times: list[list[float]] = [[] for _ in sends]
    for each in range(number):
        for send, taken in zip(sends, times, strict=True):
            start = time.perf_counter()
            send(each)
            taken.append(1000 * (time.perf_counter() - start))
    return [statistics.median(taken) for taken in times]


def a_page(client, path: str) -> float:
    """How many milliseconds a page takes."""
    start = time.perf_counter()
    client.get(path)
    return 1000 * (time.perf_counter() - start)


def measure(folder: Path, url: str) -> None:
    """Fill the database at ``url``, measure, and print."""
    context = Context(Settings(instance=folder, database_url=url, _env_file=None))
    upgrade(context.database)
    with context.database.write() as session:
        import_catalogue(session, read_folder(ROOT / "rules").catalogue)
        publish_with_development_keys(session, context.settings, allow_large_change=True, now=datetime.now(UTC))
    tokens = [new_token() for _ in range(CONFIRMED)]
    fill(context.database, tokens)
    app = create_app(context.settings)
    client, plain = app.test_client(), bare(context.database)
    client.get("/")
    base, ours = in_turns(
        lambda _: plain.post("/"),
        lambda number: client.post(f"/signature/{tokens[number]}/", data={"do": "confirm"}),
        CONFIRMED,
    )
    with context.database.read() as session:
        count = counting.count(session, CAMPAIGN)
    assert count == ROWS + CONFIRMED, count
    share, mark = ours / base, "" if ours >= LEAST * base else "  UNDER"
    print(f"Petition with {ROWS:,} signatures, {context.database.engine.dialect.name}; the count after is right")
    print(f"  confirmations a second {ours:8.0f}, bare INSERT {base:8.0f}: {share:.0%} (at least {LEAST:.0%}){mark}")
    send = signer(context, client, KNOWN)
    new, again = medians([lambda each: send(f"new-{each}@example.org"), lambda _: send(KNOWN)], FORMS)
    print(f"  form to sign: new address {new:.2f} ms, one that has signed {again:.2f} ms (medians)")
    home = f"/campaigns/{CAMPAIGN}/"
    for path in (home, f"{home}sign/", f"{home}signers/", f"{home}signers/all/5000/", f"{home}signers/M/"):
        times = [a_page(client, path) for _ in range(20)]
        print(f"  {path:55} {statistics.median(times):6.1f} ms, slowest {max(times):6.1f}")
    app.extensions["optout"].database.close()
    context.database.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder) / "sqlite", "")
        if not programs():
            print("PostgreSQL is not installed: not measured there.")
            return
        with running_postgresql() as url:
            measure(Path(folder) / "postgresql", url)


if __name__ == "__main__":
    main()
