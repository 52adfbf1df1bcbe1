"""What comes from outside into campaigns' pages stays text, and one part of a link; a dump names nobody who left."""

import sqlite3
import subprocess
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from flask.testing import FlaskClient
from postgres import programs
from publishing import publish
from sqlalchemy import delete
from test_petition import Petition

from server.context import Context
from server.mail.tables import OutboxRow
from server.petition import managing

pytestmark = pytest.mark.thorough

HOME = "/campaigns/library-card-is-enough/"
ADDRESS = f"http://localhost:8000{HOME}"
SCRIPT = "<script>alert(1)</script>"
TITLE = 'Card & PIN #1 "enough" 100%?url=https://evil.example&text=x'


class Tags(HTMLParser):
    """What a browser makes of a page: (tag, attributes), and the text of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def values(self, tag: str, attribute: str) -> list[str]:
        """What stands in that attribute of these tags."""
        return [attributes.get(attribute) or "" for name, attributes in self.found if name == tag]


def drawn(address: str) -> bytes:
    picture = BytesIO()
    segno.make(address, error="m").save(picture, kind="svg", border=4, dark="#000", light="#fff", omitsize=True)
    return picture.getvalue()


def test_the_code_of_a_campaign_holds_our_address_alone(context: Context, rules: Path, client: FlaskClient) -> None:
    publish(context, rules)
    for headers in (
        {},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Original-URL": "/evil/"},
        {"Referer": "https://evil"},
    ):
        assert client.get(f"{HOME}code.svg", headers=headers).data == drawn(ADDRESS), headers
    assert drawn(ADDRESS) != drawn(f"{ADDRESS}?x")  # so that the line above can fail
    assert client.get(f"/campaigns/{SCRIPT}/code.svg").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        f"/campaigns/{SCRIPT}/",
        f"/campaigns/{SCRIPT}/sign/",
        f"{HOME}signers/{SCRIPT}/",
        "/campaigns/x%0d%0aSet-Cookie:%20a=b/",
        f"/libraries/{SCRIPT}/",
        f"/libraries/entry/{SCRIPT}/",
        f"/signature/{SCRIPT}/",
    ],
)
def test_what_stands_in_an_address_is_not_repeated(
    context: Context, rules: Path, client: FlaskClient, path: str
) -> None:
    publish(context, rules)
    answer = client.get(path)
    assert answer.status_code == 404
    assert SCRIPT not in answer.text
    assert "alert(1)" not in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", [f"{HOME}sign/", "/libraries/join/"])
def test_what_was_typed_comes_back_as_text(context: Context, rules: Path, client: FlaskClient, path: str) -> None:
    publish(context, rules)
    typed = f'"><img src=x onerror=alert(2)>{SCRIPT}'
    answer = client.post(
        path, data={"email": typed, "name": typed, "place": typed, "address": typed, "display": "full"}
    )
    tags = Tags(answer.text)
    assert not [found for found in tags.found if found[1].get("src") == "x" or "onerror" in found[1]]
    assert SCRIPT not in answer.text
    assert typed in tags.values("input", "value")  # nothing was lost


def test_a_title_with_signs_stays_one_part_of_each_link_that_passes_it_on(
    context: Context, rules: Path, client: FlaskClient
) -> None:
    path = rules / "campaigns" / "library-card-is-enough.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("title:"))
    lines[place + 1] = f"  en: '{TITLE}'"
    path.write_text("\n".join(lines), encoding="utf-8")
    publish(context, rules)
    addresses = Tags(client.get(f"{HOME}share/").text).values("a", "href")
    links = [urlsplit(address) for address in addresses if "evil" in address]
    assert {link.netloc for link in links} >= {"bsky.app", "www.reddit.com", "wa.me", "t.me"}
    assert "evil.example" not in {link.netloc for link in links}
    for link in links:
        values = parse_qs(link.query) | parse_qs(link.fragment)
        assert all(len(value) == 1 for value in values.values()), link
        assert values.get("url", [ADDRESS]) == [ADDRESS]
        assert any(TITLE in value for [value] in values.values()), link


def test_after_withdrawal_a_dump_of_the_database_names_nobody(context: Context, database_url: str) -> None:
    petition = Petition(context)
    token = petition.confirmed(name="Findable Person", email="findable@example.org", news="yes")
    petition.confirmed(name="Staying Person", email="bo@example.org")
    petition.do(managing.withdraw, token)
    with petition.database.write() as session:
        session.execute(delete(OutboxRow))
    dump = dump_of(database_url)
    assert "Staying Person" in dump
    assert "Findable" not in dump
    assert "findable@" not in dump


def dump_of(database_url: str) -> str:
    """As text, by the database's own program."""
    if database_url.startswith("sqlite"):
        with sqlite3.connect(database_url.removeprefix("sqlite:///")) as connection:
            text = "\n".join(connection.iterdump())
        connection.close()
        return text
    address = database_url.replace("+psycopg", "")
    done = subprocess.run([programs()[-1] / "pg_dump", address], capture_output=True, text=True, check=True)
    return done.stdout
