"""The gates: each refusal names file, line, reason and mend, and nothing is imported."""

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.catalogue.checking import check_folder
from server.catalogue.hosts import host_problem, registrable_domain, serves_general_public
from server.cli import cli
from server.context import Context

TODAY = date(2026, 11, 23)
CREATIVEBUG = "vendors/creativebug.yaml"

# What an author may get wrong: file, what stands there, what she writes instead, the line and the words of the refusal.
SLIPS = [
    ("broken YAML", CREATIVEBUG, "name: Creativebug", "name: [Creativebug", "is not valid YAML"),
    (
        "unknown data term",
        CREATIVEBUG,
        "data: [email-address, password]",
        "data: [e-mail]",
        "'e-mail' is not a known data term",
    ),
    ("unknown step", CREATIVEBUG, "step: account", "step: knocking", "'knocking' is not a known step"),
    ("public suffix", CREATIVEBUG, "host: creativebug.com", "host: co.uk", "'co.uk' is a public suffix"),
    (
        "private public suffix",
        CREATIVEBUG,
        "host: creativebug.com",
        "host: github.io",
        "'github.io' is a public suffix",
    ),
    ("IP address", CREATIVEBUG, "host: creativebug.com", "host: 192.0.2.1", "'192.0.2.1' is an IP address"),
    ("upper case", CREATIVEBUG, "host: creativebug.com", "host: Creativebug.com", "is not a host name in A-label form"),
    (
        "not in A-label form",
        CREATIVEBUG,
        "host: creativebug.com",
        "host: bücher.example",
        "is not a host name in A-label form",
    ),
    ("with a port", CREATIVEBUG, "host: creativebug.com", "host: creativebug.com:443", "is not a host name"),
    ("search engine", CREATIVEBUG, "host: creativebug.com", "host: scholar.google.com", "is protected"),
    ("government", CREATIVEBUG, "host: creativebug.com", "host: www.loc.gov", "is protected"),
    (
        "general public",
        CREATIVEBUG,
        "host: creativebug.com",
        "host: nytimes.com",
        "also serves people who come without a library",
    ),
    (
        "another rule's host",
        "vendors/hoopla.yaml",
        "host: hoopladigital.com",
        "host: creativebug.com",
        "belongs to the rule",
    ),
    ("another rule's name", "vendors/hoopla.yaml", "names: [hoopla]", "names: [CREATIVEBUG]", "names the rule"),
    (
        "missing evidence",
        CREATIVEBUG,
        "evidence: [authentication-methods, custom-admin-portal]",
        "evidence: [hearsay]",
        "there is no evidence 'hearsay'",
    ),
    (
        "no evidence at all",
        CREATIVEBUG,
        "evidence: [authentication-methods, custom-admin-portal]",
        "evidence: []",
        "needs at least 1 item",
    ),
    (
        "http without archive",
        CREATIVEBUG,
        "url: https://libraryguide.creativebug.com/authentication",
        "url: http://libraryguide.creativebug.com/authentication",
        "http page without an archived copy",
    ),
    ("read tomorrow", CREATIVEBUG, "read_on: 2026-11-23", "read_on: 2026-11-24", "has not come yet"),
    (
        "published after it was read",
        "vendors/libby.yaml",
        "published_on: 2022-04-29",
        "published_on: 2026-12-01",
        "published after it was read",
    ),
    ("no such day", "vendors/libby.yaml", "published_on: 2022-04-29", "published_on: 2022-02-30", "published_on"),
    ("review too late, undated", CREATIVEBUG, "review_by: 2027-05-23", "review_by: 2027-06-23", "6 months"),
    ("review too late, dated", "vendors/libby.yaml", "review_by: 2027-11-23", "review_by: 2028-01-01", "12 months"),
    ("markup", CREATIVEBUG, "title: Authentication Methods", "title: <b>Authentication</b>", "looks like markup"),
    (
        "invisible characters",
        CREATIVEBUG,
        "title: Authentication Methods",
        'title: "a\\u202eb"',
        "invisible characters",
    ),
    ("too long", CREATIVEBUG, "name: Creativebug\n", f"name: {'x' * 101}\n", "at most 100 characters"),
    ("slip of the pen", CREATIVEBUG, "vendor: Creativebug", "vender: Creativebug", "is not a field of this record"),
    ("missing field", CREATIVEBUG, "vendor: Creativebug\n", "", "the field 'vendor' is missing"),
    ("unknown level", CREATIVEBUG, "level: required", "level: must", "level"),
    ("bad id", CREATIVEBUG, "id: creativebug\n", "id: creative bug\n", "must be the file's name"),
    (
        "unknown campaign",
        CREATIVEBUG,
        "campaign: library-card-is-enough",
        "campaign: none-such",
        "there is no campaign",
    ),
    ("withdrawn without a day", CREATIVEBUG, "status: in_force", "status: withdrawn", "is withdrawn without a day"),
    ("announced without a day", CREATIVEBUG, "status: in_force", "status: announced", "is announced without a day"),
    (
        "library without a name",
        "vendors/flipster.yaml",
        "name: Ottawa Public Library\n",
        "\n",
        "does not name the one who says it",
    ),
    ("id twice", "libraries.yaml", "id: bethpage-public-library", "id: alameda-county-library", "is taken"),
    ("a proxy at a public suffix", "proxies.yaml", "host: ezproxy.spl.org", "host: github.io", "is a public suffix"),
    ("a proxy twice", "proxies.yaml", "host: ezproxy.spl.org", "host: idm.oclc.org", "belongs to"),
    ("a site of nobody", "proxies.yaml", "library: Seattle Public Library", "tenants: true", "belongs to no library"),
    ("a template without a target", "proxies.yaml", "login?qurl=$@]", "login]", "does not hold $@ exactly once"),
    ("a target in the host", "proxies.yaml", "https://bnf.idm.oclc.org/login?url=$@", "https://$@", "behind the host"),
    (
        "a library page behind a proxy",
        "proxies.yaml",
        "site: spl.org",
        "site: spl.org\n    pages: [https://www-lynda-com.ezproxy.spl.org/]",
        "lies behind a proxy",
    ),
    (
        "a library page by http",
        "proxies.yaml",
        "site: spl.org",
        "site: spl.org\n    pages: [http://www.spl.org/]",
        "should match pattern",
    ),
    ("a rewrite twice", "proxies.yaml", "from: sciwheel.com", "from: lynda.com", "is rewritten by"),
    ("a rewrite into a name", "proxies.yaml", "to: -lynda-com", "to: lynda-com", "run into the subdomain's name"),
    ("unknown list", "libraries.yaml", "taking_part: []", "taking_parts: []", "is not a list of this file"),
    (
        "campaign source unknown",
        "campaigns/linkedin.yaml",
        "sources: [hennepin-2019]",
        "sources: [gossip]",
        "there is no source 'gossip'",
    ),
]


@pytest.mark.parametrize(("file", "right", "wrong", "message"), [slip[1:] for slip in SLIPS], ids=[s[0] for s in SLIPS])
def test_a_slip_is_refused_with_its_place_and_its_reason(rules: Path, file, right, wrong, message) -> None:
    path = rules / file
    text = path.read_text()
    assert right in text
    path.write_text(text.replace(right, wrong, 1))
    line = text[: text.index(right)].count("\n") + 1
    problems = check_folder(rules, TODAY)[1]
    found = [problem for problem in problems if message in str(problem)]
    assert found, problems
    assert found[0].file == f"rules/{file}"
    # The place may be the entry's first line where a field is missing or the parser sees the error later.
    assert abs(found[0].line - line) <= 6


def test_the_real_rules_pass(rules: Path) -> None:
    assert check_folder(rules, TODAY)[1] == []


def test_check_prints_place_reason_and_mend_and_exits_with_1(rules: Path) -> None:
    path = rules / CREATIVEBUG
    path.write_text(path.read_text().replace("data: [email-address, password]", "data: [e-mail]"))
    result = CliRunner().invoke(cli, ["rules", "check", str(rules)])
    assert result.exit_code == 1
    assert re.search(r"rules/vendors/creativebug\.yaml:\d+: disclosures\[0\]\.data\[0\] 'e-mail' is not", result.output)
    assert "mend: Use one of rules/data-terms.yaml" in result.output


def test_an_import_that_fails_leaves_the_database_untouched(context: Context, rules: Path) -> None:
    runner = CliRunner()
    assert runner.invoke(cli, ["rules", "import", str(rules)], obj=context).exit_code == 0
    before = runner.invoke(cli, ["rules", "export", str(rules.parent / "before")], obj=context).exit_code
    assert before == 0
    (rules / CREATIVEBUG).write_text("id: [")
    (rules / "vendors/hoopla.yaml").unlink()
    result = runner.invoke(cli, ["rules", "import", str(rules)], obj=context)
    assert result.exit_code == 1
    assert "Nothing was imported." in result.output
    runner.invoke(cli, ["rules", "export", str(rules.parent / "after")], obj=context)
    kept = [path.relative_to(rules.parent / "after") for path in (rules.parent / "after").rglob("*.yaml")]
    assert len(kept) == len(list((rules.parent / "before").rglob("*.yaml")))
    for name in kept:
        assert (rules.parent / "before" / name).read_bytes() == (rules.parent / "after" / name).read_bytes()


@pytest.mark.parametrize(
    ("host", "accepted"),
    [
        ("creativebug.com", True),
        ("a.creativebug.com", True),
        ("xn--bcher-kva.com", True),
        ("example.co.uk", True),
        ("somebody.github.io", True),
        ("co.uk", False),
        ("com", False),
        ("localhost", False),
        ("[::1]", False),
        ("127.0.0.1", False),
        ("creativebug.com.", False),
        ("-x.example.com", False),
        ("a_b.example.com", False),
        ("ｇoogle.com", False),
        ("google.com", False),
        ("notgoogle.com", True),
    ],
)
def test_which_hosts_a_rule_may_name(host, accepted) -> None:
    assert (host_problem(host) is None) is accepted


def test_a_library_s_registrable_domain_is_told_without_the_network() -> None:
    assert registrable_domain("www.example.lib.oh.us") == "example.lib.oh.us"
    assert registrable_domain("catalog.example.org") == "example.org"
    assert registrable_domain("co.uk") == ""


def test_a_host_below_a_general_one_is_general_too() -> None:
    assert serves_general_public("www.linkedin.com")
    assert not serves_general_public("notlinkedin.com")
