"""``/releases.atom``: read by a real feed reader, whatever stands in it."""

import datetime as dt
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from publishing import NOW, publish

from server.api.atom import ATOM
from server.api.feed import build_feed
from server.api.library_feed import build_feed as build_library_feed
from server.libraries.model import ParticipatingLibrary
from server.releases.history import MuteEvent, ReleaseEvent

SITE = "https://optout.example"
EVENT = ReleaseEvent(
    number=3,
    published_on=dt.date(2026, 11, 23),
    sha256="1a2b3c4d" * 8,
    length=1,
    rules=23,
    starter=False,
    development_keys=False,
    added=("rule kanopy",),
    changed=(),
    removed=("campaign gone",),
)


@pytest.fixture
def published(context, rules: Path, client):
    publish(context, rules)
    (rules / "vendors" / "kanopy.yaml").unlink()
    publish(context, rules, now=NOW + dt.timedelta(days=1))
    return client


def read(data: bytes):
    feed = feedparser.parse(data)
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    return feed


def test_a_feed_reader_finds_every_release_newest_first_with_what_it_changed(published) -> None:
    answer = published.get("/releases.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = read(answer.data)
    newest, first = feed.entries
    assert newest.title.startswith("List 2, check number ")
    assert "Removed: resources: kanopy." in newest.content[0].value
    assert "Added: resources: beanstack" in first.content[0].value
    assert "Starter list: " in first.content[0].value
    assert "development keys" in first.content[0].value
    assert newest.updated == feed.feed.updated == "2026-11-24T00:00:00+00:00"
    assert published.get(newest.links[1].href).json["release"]["number"] == 2


def test_the_feed_has_all_that_rfc_4287_asks_for_and_lasting_distinct_ids(published) -> None:
    root = ET.fromstring(published.get("/releases.atom").data)
    for element in (root, *root.iter(f"{{{ATOM}}}entry")):
        for name in ("id", "title", "updated"):
            [found] = element.findall(f"{{{ATOM}}}{name}")
            assert found.text
    assert root.find(f"{{{ATOM}}}author/{{{ATOM}}}name") is not None
    [own] = [link for link in root.findall(f"{{{ATOM}}}link") if link.get("rel") == "self"]
    assert own.get("href") == "http://localhost:8000/releases.atom"
    ids = [found.text for found in root.iter(f"{{{ATOM}}}id")]
    assert ids == ["tag:localhost,2026:releases", "tag:localhost,2026:releases/2", "tag:localhost,2026:releases/1"]


def test_a_suspended_warning_and_its_return_stand_among_the_releases_by_day() -> None:
    def mute(day: int, *, lifted: bool) -> MuteEvent:
        return MuteEvent(
            1, "kanopy", lifted, dt.date(2026, 11, day), "ab" * 32, "Contested.", "Editor", 4 * lifted or None
        )

    later = ReleaseEvent(**{**vars(EVENT), "number": 4, "published_on": dt.date(2026, 11, 25)})
    mutes = [mute(25, lifted=True), mute(24, lifted=False)]
    feed = read(build_feed([later, EVENT], mutes, SITE))
    assert [entry.title.split(",")[0] for entry in feed.entries] == [
        "The warning about kanopy came back with list 4",
        "List 4",
        "The warning about kanopy is suspended",
        "List 3",
    ]
    assert len({entry.id for entry in feed.entries}) == 4
    assert "Contested. Decided by: Editor." in feed.entries[0].content[0].value
    assert feed.feed.updated == "2026-11-25T00:00:00+00:00"


@given(st.text(max_size=40))
def test_whatever_stands_in_a_release_the_feed_stays_well_formed(text) -> None:
    event = ReleaseEvent(**{**vars(EVENT), "changed": (f"rule {text}",)})
    [entry] = read(build_feed([event], [], SITE)).entries
    assert "Added: resources: kanopy." in entry.content[0].value


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "]]>&amp;", "\x00\x0b\x1f", "\ud800", "\ufffe"])
def test_markup_and_control_characters_stay_text(text) -> None:
    event = ReleaseEvent(**{**vars(EVENT), "changed": (f"rule {text}",)})
    data = build_feed([event], [], SITE)
    assert b"<script" not in data
    content = ET.fromstring(data).find(f"{{{ATOM}}}entry/{{{ATOM}}}content")
    assert content is not None
    assert "Changed: resources: " in (content.text or "")


@pytest.mark.parametrize("address", ["/releases.atom", "/api/", "/api/static/reference.css"])
def test_a_query_gives_no_second_copy_of_the_feed_or_the_reference_page(published, address) -> None:
    answer = published.get(f"{address}?x=1")
    assert answer.status_code == 400
    assert answer.headers["Cache-Control"] == "no-store"


def library(name: str, since: str, **more: str) -> ParticipatingLibrary:
    return ParticipatingLibrary(
        id=name.lower().replace(" & ", "-").replace(" ", "-"), name=name, type="public", since=since, **more
    )


def test_who_joins_can_be_followed_newest_first() -> None:
    entries = [
        library("Small Town Library", "2026-10-01"),
        library("River & Lake Library", "2026-11-02", place="Ohio", country="US", signs="library-card-is-enough"),
    ]
    feed = read(build_library_feed(entries, SITE))
    assert [entry.title for entry in feed.entries] == ["River & Lake Library", "Small Town Library"]
    assert feed.feed.updated == "2026-11-02T00:00:00+00:00"
    assert feed.entries[1].link == f"{SITE}/libraries/small-town-library/"
    assert "signs the statement of the campaign library-card-is-enough" in feed.entries[0].content[0].value


def test_before_anybody_joins_the_feed_is_whole_and_empty(published) -> None:
    answer = published.get("/libraries.atom")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"
    assert read(answer.data).entries == []
    assert published.get("/libraries.atom?page=2").status_code == 400
