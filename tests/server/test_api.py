"""``/api/v1/``: what the published list says, for programs; never without source and date."""

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
import time_machine
from publishing import NOW, publish

from server.api.building import Answers
from server.catalogue.folder import read_folder
from server.catalogue.store import import_catalogue
from server.releases.reading import PublishedReader

READS = [
    "/api/v1/rules",
    "/api/v1/rules/creativebug",
    "/api/v1/campaigns",
    "/api/v1/campaigns/linkedin",
    "/api/v1/libraries",
    "/api/v1/releases",
    "/api/v1/releases/1",
]
# Every record that states something about somebody, by the fields that it states it in.
STATEMENTS = ({"sentence", "standing"}, {"on", "text"}, {"summary", "statement"})


@pytest.fixture
def published(context, rules: Path, client):
    publish(context, rules)
    return client


def records(value: Any):
    """Every object in a JSON document."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from records(item)


@pytest.mark.parametrize("address", READS)
def test_every_answer_names_its_list_its_day_and_its_licence(published, context, address) -> None:
    answer = published.get(address).json
    current = PublishedReader(context.settings.updates_folder).current()
    assert current
    assert answer["list"]["number"] == 1
    assert answer["list"]["date"] == "2026-11-23"
    assert answer["list"]["check_number"] == current.fingerprint
    assert answer["list"]["sha256"] == current.digest
    assert "Starter list: from saved copies of public pages" in answer["list"]["cautions"][0]
    assert "development keys" in answer["list"]["cautions"][1]
    assert answer["as_of"] == current.today().isoformat()
    assert answer["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    assert "Libraries OptOut, list 1 of 2026-11-23" in answer["attribution"]


@pytest.mark.parametrize("address", READS)
def test_no_statement_is_without_a_source_that_has_a_date_or_says_that_it_bears_none(published, address) -> None:
    for record in records(published.get(address).json):
        if any(fields <= record.keys() for fields in STATEMENTS):
            assert record["evidence"], record
        for source in record.get("evidence", ()):
            assert source["publisher"]
            assert source["says"]
            assert dt.date.fromisoformat(source["read_on"])
            assert "published_on" in source


def test_every_rule_is_there_whole_and_the_same_at_its_own_address(published, rules) -> None:
    found = published.get("/api/v1/rules").json["rules"]
    assert [rule["id"] for rule in found] == sorted(path.stem for path in (rules / "vendors").glob("*.yaml"))
    for rule in found:
        assert published.get(rule["url"]).json["rule"] == rule


def test_a_standing_comes_with_its_reason_and_the_sentence_that_may_be_said(published) -> None:
    account, mailings, *_ = published.get("/api/v1/rules/creativebug").json["rule"]["disclosures"]
    assert account["standing"] == "required"
    assert account["reason"] == "confirmed-by-the-vendor"
    assert account["sentence"]["en"].startswith("Asks for your e-mail address")
    assert account["said_by"]["en"].startswith("Creativebug (")
    assert account["unless"]["en"].startswith("Not if your library has chosen")
    assert account["data"][0]["dpv"] == "pd:EmailAddress"
    assert mailings["standing"] == "avoidable"


def test_a_standing_is_computed_for_the_day_on_which_it_is_asked_for(published) -> None:
    with time_machine.travel(dt.datetime(2027, 12, 1, tzinfo=dt.UTC), tick=False):
        later = published.get("/api/v1/rules").json
        one = published.get("/api/v1/rules/creativebug").json
    assert later["as_of"] == one["as_of"] == "2027-12-01"
    assert one["rule"]["disclosures"][0]["reason"] == "review-overdue"
    assert next(rule for rule in later["rules"] if rule["id"] == "creativebug") == one["rule"]
    assert not {d["standing"] for rule in later["rules"] for d in rule["disclosures"]} & {"required", "avoidable"}


def test_a_day_before_the_list_s_own_counts_as_the_list_s(published) -> None:
    with time_machine.travel(dt.datetime(2020, 1, 1, tzinfo=dt.UTC), tick=False):
        assert published.get("/api/v1/rules").json["as_of"] == "2026-11-23"


def test_linkedin_learning_is_past_with_its_dates_and_never_in_force(published) -> None:
    [claim, *_] = published.get("/api/v1/rules/linkedin-learning").json["rule"]["disclosures"]
    assert claim["standing"] == "past"
    assert claim["dates"]["announced_on"] == "2019-06-28"
    assert claim["dates"]["withdrawn_on"] == "2020-03-26"
    assert claim["dates"]["in_force_from"] is None


def test_a_muted_rule_is_disputed_with_the_reason(published, context) -> None:
    current = PublishedReader(context.settings.updates_folder).current()
    assert current
    muted = dataclasses.replace(current, muted={"creativebug": "The company says that guests are let in."})
    answer = Answers(muted, NOW.date(), "https://optout.example").rule("creativebug")
    assert answer
    assert answer.rule.muted
    assert answer.rule.muted.reason == "The company says that guests are let in."
    assert {(d.standing, d.reason) for d in answer.rule.disclosures} == {("disputed", "muted")}
    assert answer.rule.disclosures[0].sentence.en.startswith("This is disputed")
    assert answer.rule.disclosures[0].evidence


def test_campaigns_link_to_their_rules_and_say_nothing_about_how_those_stand(published) -> None:
    found = {campaign["id"]: campaign for campaign in published.get("/api/v1/campaigns").json["campaigns"]}
    assert found["linkedin"]["state"] == "won"
    [link] = found["linkedin"]["rules"]
    assert published.get(link["url"]).json["rule"]["campaign"]["url"] == found["linkedin"]["url"]
    assert published.get(found["linkedin"]["url"]).json["campaign"] == found["linkedin"]
    assert not any("standing" in record for record in records(found))


def test_the_organisations_of_2019_are_a_record_and_never_taking_part(published) -> None:
    answer = published.get("/api/v1/libraries").json
    assert answer["taking_part"] == []
    assert len(answer["listed_in_2019"]["libraries"]) == 43
    assert "position today is not known" in answer["listed_in_2019"]["note"]
    assert answer["listed_in_2019"]["evidence"][0]["date_note"].startswith("about 2019")


def test_releases_say_what_each_one_changed(published, context, rules) -> None:
    (rules / "vendors" / "kanopy.yaml").unlink()
    publish(context, rules)
    newest, first = published.get("/api/v1/releases").json["releases"]
    assert (newest["number"], first["number"]) == (2, 1)
    assert newest["changes"] == {"added": [], "changed": [], "removed": [{"kind": "rule", "id": "kanopy"}]}
    assert {"kind": "rule", "id": "kanopy"} in first["changes"]["added"]
    assert newest["sha256"] == published.get("/api/v1/rules").json["list"]["sha256"]
    assert published.get("/api/v1/releases/1").json["release"] == first
    assert published.get("/api/v1/rules/kanopy").status_code == 404


def test_only_what_is_published_is_said(published, context, rules) -> None:
    path = rules / "vendors" / "creativebug.yaml"
    path.write_text(path.read_text().replace("name: Creativebug\n", "name: Creativebug Unpublished\n", 1))
    with context.database.write() as session:
        import_catalogue(session, read_folder(rules).catalogue)
    assert "Unpublished" not in published.get("/api/v1/rules").text
    publish(context, rules)
    assert "Creativebug Unpublished" in published.get("/api/v1/rules").text


@pytest.mark.parametrize("address", [*READS, "/releases.atom"])
def test_before_the_first_release_a_problem_says_so_and_when_to_ask_again(client, address) -> None:
    answer = client.get(address)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "300"
    assert answer.headers["Cache-Control"] == "no-store"
    if address.startswith("/api/"):
        assert answer.mimetype == "application/problem+json"
        assert answer.json["type"].endswith("/api/#nothing-published")


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/v1/rules?secret=me@example.org", 400),
        ("GET", "/api/v1/rules?me@example.org", 400),
        ("HEAD", "/api/v1/rules?x=1", 400),
        ("GET", "/api/v1/openapi.json?x=1", 400),
        ("GET", "/api/v1/rules/secret-me", 404),
        ("GET", "/api/v1/rules/<b>secret</b>", 404),
        ("GET", "/api/v1/rules/creativebug%00secret", 404),
        ("GET", "/api/v1/rules/%ff", 404),
        ("GET", "/api/v1/rules/", 404),
        ("GET", "/api/v1//rules", 404),
        ("GET", "/api/v1/secret", 404),
        ("GET", "/api/v1/campaigns/secret", 404),
        ("GET", "/api/v1/releases/0", 404),
        ("GET", "/api/v1/releases/01", 404),
        ("GET", "/api/v1/releases/2", 404),
        ("GET", "/api/v1/releases/99999999999999999999", 404),
        ("GET", "/api/v1/releases/secret", 404),
        ("POST", "/api/v1/rules", 405),
        ("DELETE", "/api/v1/rules/creativebug", 405),
    ],
)
def test_an_error_is_a_problem_document_that_is_not_kept_and_repeats_nothing(
    published, method, address, status
) -> None:
    answer = published.open(address, method=method)
    assert answer.status_code == status
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "secret" not in answer.text
    assert "example.org" not in answer.text
    if method != "HEAD":
        assert answer.json["status"] == status
        assert set(answer.json) == {"type", "title", "status", "detail", "errors"}
    if status == 405:
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_a_body_that_is_too_large_is_refused_unread(published) -> None:
    answer = published.get("/api/v1/rules", data=b"x" * 20_000)
    assert answer.status_code == 413
    assert answer.json["type"].endswith("/api/#too-large")


def test_a_forged_host_is_refused_and_not_repeated(published) -> None:
    answer = published.get("/api/v1/rules", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert "evil" not in answer.text


def test_a_fault_of_ours_is_a_problem_without_its_cause(published, context, monkeypatch) -> None:
    published.application.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("server.api.public.history", lambda _session: 1 / 0)
    answer = published.get("/api/v1/releases")
    assert answer.status_code == 500
    assert answer.mimetype == "application/problem+json"
    assert "Zero" not in answer.text
    assert json.loads(answer.text)["type"].endswith("/api/#our-fault")


def test_each_kind_of_problem_is_explained_where_its_type_leads(published) -> None:
    page = published.get("/api/").text
    for address, status in (("/api/v1/nothing", 404), ("/api/v1/rules?x", 400)):
        answer = published.get(address)
        assert answer.status_code == status
        assert f'id="{answer.json["type"].split("#")[1]}"' in page


def test_a_rule_does_not_lead_to_a_campaign_that_is_still_a_draft(context, rules, client) -> None:
    path = rules / "campaigns" / "linkedin.yaml"
    path.write_text(path.read_text().replace("state: won", "state: draft", 1))
    publish(context, rules)
    assert client.get("/api/v1/campaigns/linkedin").status_code == 404
    assert client.get("/api/v1/rules/linkedin-learning").json["rule"]["campaign"] is None
