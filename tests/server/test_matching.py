"""Both matchers decide every vector alike, and right."""

import json
import random
import subprocess
from collections.abc import Iterator

import pytest
from matchers import ROOT, JavaScriptMatcher, PythonMatcher, vectors

from server.catalogue.folder import read_folder
from server.matching import Match, Matcher
from server.matching.fixed import FIXED_PROXIES, FIXED_REWRITES
from server.matching.hosts import encoded

SETTINGS, *CASES = vectors("roads/ours.jsonl")
PROXIED, NEGATIVE, OPAQUE = (vectors(f"roads/{name}.jsonl") for name in ("proxied", "negative", "opaque"))


@pytest.fixture(scope="module", params=[PythonMatcher, JavaScriptMatcher])
def matcher(request) -> Iterator[PythonMatcher]:
    made = request.param()
    yield made
    made.close()


def _other_hosts(count: int) -> list[str]:
    """Plausible hosts, always the same ones, that no vector means."""
    chance = random.Random(20261125)
    words = ("media", "data", "open", "city", "press", "learn", "book", "story", "news", "map", "art", "film", "law")
    ends = ["com"] * 6 + ["org", "net", "edu", "co.uk", "info", "io", "de", "fr", "ca"]
    made: dict[str, None] = {}
    while len(made) < count:
        name = chance.choice(["", "-"]).join(chance.choices(words, k=chance.choice([1, 2, 2, 3])))
        before = chance.choice(["", "", "www.", "search.", "go.", "online."])
        made[f"{before}{name}{chance.randrange(100) or ''}.{chance.choice(ends)}"] = None
    return list(made)


@pytest.fixture(scope="module")
def large(matcher) -> PythonMatcher:
    """With a list of the vectors' target hosts, of one look-alikes' host, and of 9,000 others."""
    targets = {case["target_host"] for case in PROXIED} | {"lynda.com"}
    hosts = sorted(targets) + [host for host in _other_hosts(9_000) if host not in targets]
    matcher.use({"rules": [{"id": host, "hosts": [{"host": host}]} for host in hosts]})
    return matcher


def test_every_proxied_address_leads_to_its_own_vendor(large) -> None:
    for case in PROXIED:
        found = large.match(case["input"])
        assert found, case["input"]
        assert (found["rule"], found["host"]) == (case["target_host"], case["target_host"]), case["input"]
        assert found["via"] in {"proxied", "wrapped"}


def test_no_false_alarm_but_for_look_alikes_under_unknown_suffixes(large) -> None:
    for case in NEGATIVE:
        found = large.match(case["input"])
        own = found and found["via"] == "direct" and found["host"] == case["own_host"]
        looks_alike = found and not found["certain"] and "unknown suffix" in case["why"]
        assert found is None or own or looks_alike, case["input"]


def test_every_opaque_link_is_told_with_its_form(large) -> None:
    for case in OPAQUE:
        found = large.examine(case["input"])
        assert (found["match"], found["opaque"]) == (None, case["form"]), case["input"]


def test_every_case_of_ours(matcher) -> None:
    matcher.use({"rules": SETTINGS["rules"]}, SETTINGS["proxy_hosts"], SETTINGS["login_templates"])
    for case in CASES:
        expected = None if case["rule"] is None else {key: case[key] for key in ("rule", "via", "host", "certain")}
        assert matcher.match(case["url"]) == expected, case["url"]


def test_direct_visits(matcher) -> None:
    rules, *cases = vectors("direct-matching.jsonl")
    matcher.use(rules)
    for case in cases:
        found = matcher.match(case["url"])
        assert (found and (found["rule"], found["host"], found["via"])) == (
            case["rule"] and (case["rule"], case["host"], "direct")
        ), case["url"]


def test_ten_megabytes_of_junk_are_refused(matcher) -> None:
    matcher.use({"rules": [{"id": "x", "hosts": [{"host": "example.com"}]}]})
    for junk in ("a", "%", "&url=", ".", "-", "https://"):
        assert matcher.match("https://example.com/login?url=" + junk * (10_000_000 // len(junk))) is None


def test_what_is_no_text_at_all_is_nothing() -> None:
    matcher = Matcher({"rules": [{"id": "x", "hosts": [{"host": "example.com"}]}]})
    assert matcher.match(None) is None  # type: ignore[arg-type]
    assert matcher.match("https://example.com/\ud800") == Match("x", "direct", "example.com", certain=True)


def test_a_list_from_the_catalogue_knows_its_proxies_and_rewrites() -> None:
    matcher = Matcher(read_folder(ROOT / "rules").catalogue)
    expected = Match("creativebug", "proxied", "www.creativebug.com", certain=True)
    assert matcher.match("https://www-creativebug-com.ezproxy.spl.org/") == expected


def test_what_is_fixed_is_what_the_list_says_of_shared_proxies_and_rewritten_hosts() -> None:
    catalogue = read_folder(ROOT / "rules").catalogue
    kept = {"host", "tenants", "login_templates"}
    shared = [p.document() for p in catalogue.proxies if p.library is None]
    assert sorted(map(repr, FIXED_PROXIES)) == sorted(repr({k: v for k, v in p.items() if k in kept}) for p in shared)
    differing = [r.document() for r in catalogue.rewrites if encoded(r.from_) != encoded(r.to)]
    pairs = sorted((r["from"], r["to"]) for r in differing)
    assert sorted((r["from"], r["to"]) for r in FIXED_REWRITES) == pairs


def test_the_extension_takes_the_same_for_fixed() -> None:
    script = (
        'import { FIXED_PROXIES, FIXED_REWRITES } from "./extension/matching/fixed.js";'
        "console.log(JSON.stringify([FIXED_PROXIES, FIXED_REWRITES]))"
    )
    printed = subprocess.run(
        ["node", "--input-type=module", "-e", script], cwd=ROOT, check=True, capture_output=True
    ).stdout
    assert json.loads(printed) == [list(FIXED_PROXIES), list(FIXED_REWRITES)]
