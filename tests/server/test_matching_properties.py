"""Both matchers agree on whatever they are given, and know every host of every rule by every road."""

from base64 import b64encode
from collections.abc import Iterator
from time import perf_counter
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matchers import ROOT, JavaScriptMatcher, PythonMatcher, vectors

from server.catalogue.folder import read_folder

SETTINGS, *CASES = vectors("roads/ours.jsonl")
REAL = read_folder(ROOT / "rules").catalogue
PROXY = "ezproxy.lib.example"
# Far above what it takes, so that a busy machine fails nobody; the bench tells the true figure.
CEILING = 0.25


@pytest.fixture(scope="module")
def both() -> Iterator[tuple[PythonMatcher, JavaScriptMatcher]]:
    matchers = PythonMatcher(), JavaScriptMatcher()
    for matcher in matchers:
        matcher.use({"rules": SETTINGS["rules"]}, SETTINGS["proxy_hosts"], SETTINGS["login_templates"])
    yield matchers
    for matcher in matchers:
        matcher.close()


PIECES = [
    *(
        "http://",
        "HTTPS://",
        "https:/",
        "//",
        "/",
        "?",
        "&",
        "&amp;",
        "#",
        "=",
        ".",
        "-",
        "--",
        ":",
        "@",
        "%",
        "\\",
        " ",
    ),
    *("url=", "qurl=", "URL=", "u=", "q=", "url_ver=", "proxyurl=", "dest=", "r0$", "%2f", "%3A", "%253a", "+", "\t"),
    *("login", "/login?url=", "/login?qurl=", "/form?", "/connect?session=1&", "/wamvalidate?", "/_Lib_Proxy_Url/"),
    *("www", "lynda", "com", "lynda.com", "www-lynda-com", "my-lynda-com", "sciwheel", "a-b-example", "go-gale-com"),
    *("0-", "p180-", "-s", "-443", "4b20-mp03-y-https-", "1.a.http.", "MuseHost=", "/MusePath/", "MuseProtocol=https/"),
    *(PROXY, f".{PROXY}", ".unknown.example", "x.idm.oclc.org", "login.", ":2048", "go.openathens.net/redirector/x?"),
    *("www.google.com/url?", "l.facebook.com/l.php?", "urldefense.com/v3/__", "__;", "aHR0cHM6Ly93d3cubHluZGEuY29t"),
    *(
        "bücher.example",
        "xn--bcher-kva",
        "[::1]",
        "1.2.3.4",
        "\uff4cynda",
        "\u017f",
        "\u212a",
        "\U0001f4da",
        "\0",
        "user:pw@",
    ),
    *("/ps", "/go.php?c=1", "door.example/go/", "?from=home", "%E2%80%8B", "%00", "%zz", ";", "*", "_", "~"),
]
ADDRESS = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=14).map("".join)


STARTS = st.sampled_from(["", "https://", f"https://{PROXY}/login?url="])


@settings(max_examples=2000)
@given(st.tuples(STARTS, ADDRESS).map("".join))
def test_both_give_the_same_answer_to_anything_in_bounded_time(both, url) -> None:
    python, javascript = both
    start = perf_counter()
    expected = python.examine(url)
    assert perf_counter() - start < CEILING
    assert javascript.examine(url) == expected


@settings(max_examples=60)
@given(
    st.sampled_from([".com", "-com", "com.", "-", "&url=", "?", "/login?url=http://x", "%25", "a.", "0-", "--", "-s"]),
    st.sampled_from(["https://", "https://x/?", "https://x/login?url=", f"https://x.{PROXY}/", "https://lynda"]),
    st.sampled_from(["", ".lynda.com", f".{PROXY}/", "&url=https://lynda.com"]),
    st.integers(1, 9000),
)
@example("com.", "https://", "x.y", 63)
@example("-", "https://lynda", ".a.b", 240)
def test_both_answer_alike_and_soon_to_what_repeats_itself(both, piece, before, behind, count) -> None:
    url = before + piece * count + behind
    python, javascript = both
    start = perf_counter()
    expected = python.examine(url)
    assert javascript.examine(url) == expected
    assert perf_counter() - start < CEILING


def _hyphens(host: str) -> str:
    return host.replace(".", "-")


def _muse(host: str) -> str:
    return host.replace("-", "--").replace(".", "-")


# Each makes the address of a page from host and path: behind a known proxy, and behind one that nobody knows.
PROXIED = {
    "dots": lambda host, path: f"http://{host}.{PROXY}{path}",
    "hyphens": lambda host, path: f"https://{_hyphens(host)}.{PROXY}:2443{path}",
    "innovative": lambda host, path: f"http://0-{host}.{PROXY}{path}",
    "innovative with hyphens": lambda host, path: f"https://0-{_hyphens(host)}.{PROXY}{path}",
    "port": lambda host, path: f"http://p180-{_hyphens(host)}.{PROXY}{path}",
    "gateway": lambda host, path: f"https://{_hyphens(host)}-s.{PROXY}{path}",
    "gateway with port": lambda host, path: f"https://{_hyphens(host)}-443.{PROXY}{path}",
    "hosted": lambda host, path: f"https://{_hyphens(host)}.some-library.idm.oclc.org{path}",
    "openathens": lambda host, path: f"https://{_hyphens(host)}.eu1.proxy.openathens.net{path}",
    "muse": lambda host, path: f"https://4b20baz4n-mp03-y-https-{_muse(host)}.{PROXY}{path}",
    "muse in the path": lambda host, path: f"https://{PROXY}/MuseSessionID=1/MuseHost={host}/MusePath{path}",
    "remotexs": lambda host, path: f"https://{_hyphens(host)}.remotexs.uni.example{path}",
    "unknown": lambda host, path: f"https://{host}.gate.unknown.example{path}",
    "none": lambda host, path: f"https://{host}{path}",
}
# Each wraps an address. Those that take a raw target come with it to the end.
WRAPPED = {
    "login": lambda url: f"https://{PROXY}/login?url={url}",
    "login somewhere": lambda url: f"http://gate.unknown.example:2048/login?auth=x&url={url}",
    "qurl": lambda url: f"https://{PROXY}/login?qurl={quote(url, safe='')}&x=1",
    "twice": lambda url: f"https://{PROXY}/login?url={quote(quote(url, safe=''), safe='')}",
    "base64": lambda url: f"https://{PROXY}/login?url={b64encode(url.encode()).decode().rstrip('=')}",
    "spur": lambda url: f"https://{PROXY}/login?qurl=r0${quote(url, safe='')}",
    "form": lambda url: f"https://{PROXY}/form?qurl={quote(url, safe='')}",
    "redirector": lambda url: f"https://go.openathens.net/redirector/x.example?url={quote(url, safe='')}",
    "template": lambda url: f"https://door.example/go/{quote(url, safe='')}?from=home",
    "click": lambda url: f"https://www.google.com/url?sa=t&url={quote(url, safe='')}&usg=1",
    "safelink": lambda url: f"https://eur01.safelinks.protection.outlook.com/?url={quote(url, safe='')}&data=1",
}
PLACES = [(rule.id, host, path) for rule in REAL.rules for host in rule.hosts for path in host.paths or ("/",)]


@pytest.fixture(scope="module")
def real() -> Iterator[tuple[PythonMatcher, JavaScriptMatcher]]:
    matchers = PythonMatcher(), JavaScriptMatcher()
    for matcher in matchers:
        rules = {"rules": [rule.document() for rule in REAL.rules]}
        matcher.use(rules, [PROXY], ["https://door.example/go/$@?from=home"])
    yield matchers
    for matcher in matchers:
        matcher.close()


@settings(max_examples=1500)
@given(
    place=st.sampled_from(PLACES),
    www=st.booleans(),
    road=st.sampled_from(sorted(PROXIED)),
    wrappers=st.lists(st.sampled_from(sorted(WRAPPED)), max_size=3),
)
def test_any_host_of_any_rule_is_known_by_any_road_and_any_three_wrappers(real, place, www, road, wrappers) -> None:
    rule, host, path = place
    www = www and host.with_subdomains and not host.name.startswith("www.")
    name = f"www.{host.name}" if www else host.name
    url = PROXIED[road](name, path)
    for wrapper in wrappers:
        url = WRAPPED[wrapper](url)
    direct = road == "none" and not wrappers
    for matcher in real:
        found = matcher.match(url)
        if direct and host.only_via:
            assert found is None
            continue
        assert found, url
        assert (found["rule"], found["host"]) == (rule, name), url
        assert found["via"] == ("wrapped" if wrappers else "direct" if direct else "proxied")
        assert found["certain"] == (road not in {"unknown", "remotexs"})


def test_there_are_rules_to_be_known() -> None:
    assert len(PLACES) > 15
    assert any(host.only_via for _, host, _ in PLACES)
    assert len(CASES) > 100
