"""What people may type, and how forms that no person filled in are told apart."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.errors import OptOutError
from server.forms.addresses import canonical_address, clean_address
from server.forms.automation import HONEYPOT, STAMP, make_stamp, network_of, read_form, same_site
from server.forms.text import TextProblemError, clean_line, initials
from server.privacy.secrets import Secrets, add_key, load_secrets

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
SECRETS = Secrets([bytes(32)])


@pytest.mark.parametrize(
    "name",
    ["Ann Example", "Élise D’Example-Smith", "Jürgen (Ghent)", "李小龍", "佐藤 さくら", "محمد", "می‌خواهم", "A. B."],
)
def test_names_of_many_languages_are_taken_as_they_are(name) -> None:
    assert clean_line(name, 80) == name


@pytest.mark.parametrize(
    "name",
    [
        "<b>Ann</b>",
        "Ann &#60;script",
        "Ann \u202egnp.exe",
        "An\u200bn",
        "An\u200dn",
        "Ann 😀😀😀",
        "Ann ❤",
        "=1+1 Ann",
        "@Ann",
        "-Ann",
        "visit www.example Ann",
        "Ann.com Example",
        "А" + "nn",  # a Cyrillic А
        "12345",
        "a" + "\u0301\u0302\u0303\u0304\u0305",
        "x" * 81,
        "x" * 1_000_000,
        "Ann\x00",
    ],
)
def test_names_that_are_none_are_refused(name) -> None:
    with pytest.raises(TextProblemError):
        clean_line(name, 80)


@given(st.text(max_size=100))
def test_what_is_taken_is_plain_short_and_stays_the_same(text) -> None:
    try:
        line = clean_line(text, 80)
    except TextProblemError:
        return
    assert len(line) <= 80
    assert unicodedata.normalize("NFC", line) == line
    assert not set(line) & set("<>@=\n\r\t\u202e\u200b")
    assert clean_line(line, 80) == line


def test_initials_are_of_every_word() -> None:
    assert initials("Ann-Marie van Example") == "A. M. V. E."


def test_addresses_are_checked_without_asking_any_network() -> None:
    assert clean_address(" Ann@Example.org ") == "Ann@example.org"
    for wrong in ("ann", "a@b", "a@example.org\nBcc: b@example.org", "a@" + "x" * 300 + ".org", "a@localhost"):
        assert clean_address(wrong) is None
    assert canonical_address("A.N.N+x@googlemail.com") == "ann@gmail.com"


def test_a_form_tells_how_long_it_was_open() -> None:
    fields = {STAMP: make_stamp(SECRETS, "sign", NOW)}
    assert read_form(SECRETS, "sign", fields, NOW + timedelta(seconds=1)).automated
    assert not read_form(SECRETS, "sign", fields, NOW + timedelta(seconds=20)).automated
    assert read_form(SECRETS, "sign", fields, NOW + timedelta(hours=13)).too_old
    assert read_form(SECRETS, "join", fields, NOW + timedelta(seconds=20)).automated
    assert read_form(SECRETS, "sign", {**fields, HONEYPOT: "x"}, NOW + timedelta(seconds=20)).automated
    for forged in ("", "1.2.3", "²." * 3, fields[STAMP][:-1] + "x", "9" * 400):
        assert read_form(SECRETS, "sign", {STAMP: forged}, NOW).automated


def test_a_post_from_another_site_is_known_as_such() -> None:
    site = "https://optout.example"
    assert same_site({"Sec-Fetch-Site": "same-origin"}, site)
    assert not same_site({"Sec-Fetch-Site": "cross-site"}, site)
    assert not same_site({"Sec-Fetch-Site": "same-site"}, site)
    assert same_site({"Origin": site}, site)
    assert not same_site({"Origin": "https://evil.example"}, site)


def test_a_network_is_never_one_computer() -> None:
    assert network_of("192.0.2.77") == "192.0.2.0/24"
    assert network_of("2001:db8:1:2::7") == "2001:db8:1::/48"
    assert network_of("nonsense") == "unknown"


def test_keys_are_made_once_kept_private_and_older_ones_still_work(tmp_path) -> None:
    first = load_secrets(tmp_path)
    assert load_secrets(tmp_path).key("address", "x") == first.key("address", "x")
    assert (tmp_path / "personal-data.key").stat().st_mode & 0o077 == 0
    sealed, hashed = first.seal({"to": "x"}), first.key("address", "x")
    assert add_key(tmp_path) == 2
    second = load_secrets(tmp_path)
    assert second.key("address", "x") != hashed
    assert hashed in second.keys("address", "x")
    assert second.unseal(sealed) == {"to": "x"}
    assert second.unseal("nonsense") is None
    with pytest.raises(OptOutError, match="64 hexadecimal"):
        load_secrets(tmp_path, "abc")
