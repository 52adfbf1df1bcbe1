"""Taking an entry out of the list in the maintainers' pages."""

import json
import re
from datetime import timedelta

import pytest
from curating import RULE, Curation, starter_list
from maintaining import form_of, open_sources, post, signed_in_people, state, step
from publishing import NOW

from server.catalogue.model import Kind
from server.catalogue.store import load_catalogue, put_entry
from server.releases.publishing import publish_with_development_keys

PATH = f"/maintain/rules/{RULE}/take-out/"


@pytest.fixture
def curation(context) -> Curation:
    return Curation.of(context, published=True)


@pytest.fixture
def people(context, curation, client):
    return signed_in_people(context, client)


def propose(context, client, path: str = PATH, why: str = "It is not offered any more.", **changed: str) -> int:
    fields = {**form_of(client.get(path)), "why": why, "do": "save", **changed}
    answer = post(context, client, path, **fields)
    assert answer.status_code == 303, answer.text
    return int(re.search(r"/changes/(\d+)/", answer.location)[1])


def approved(context, people, number: int) -> None:
    assert step(context, people["author"], number, "request-review").status_code == 303
    open_sources(context, people["reviewer"], number)
    assert step(context, people["reviewer"], number, "approve").status_code == 303


def test_a_rule_is_taken_out_by_two_people_and_a_release(context, people) -> None:
    author = people["author"]
    page = author.get(PATH).text
    for text in ("Take out Creativebug", "What a patron would read today", "stays taken", "<del>"):
        assert text in page, text
    number = propose(context, author)
    page = people["reviewer"].get(f"/maintain/changes/{number}/").text
    assert "<h1>Take out the rule creativebug</h1>" in page
    assert "Everything below goes." in page
    assert "It is not offered any more." in page
    assert '<div class="list-lines"' in page
    assert "<ins>" not in page
    assert "Take out the rule creativebug" in people["reviewer"].get("/maintain/").text
    approved(context, people, number)
    with context.database.write() as session:
        publish_with_development_keys(session, context.settings, now=NOW + timedelta(days=1))
    with context.database.read() as session:
        assert RULE not in {rule.id for rule in load_catalogue(session).rules}
    assert state(author, number) == "released"
    assert author.get(PATH).status_code == 404
    assert RULE not in author.get("/maintain/rules/").text


def test_a_reason_is_needed_and_the_field_is_named(context, people) -> None:
    author = people["author"]
    answer = post(context, author, PATH, **{**form_of(author.get(PATH)), "do": "save"})
    assert answer.status_code == 422
    assert 'href="#why"' in answer.text
    assert 'aria-describedby="why-hint why-wrong" aria-invalid="true"' in answer.text
    assert "No change is under way." in author.get("/maintain/changes/").text


@pytest.mark.parametrize(
    ("sort", "name", "found"),
    [
        ("campaigns", "linkedin", "there is no campaign"),
        ("terms", "email-address", "is not a known data term"),
        ("steps", "personal-profile", "is not a known step"),
    ],
)
def test_what_others_rest_on_is_not_taken_out_unnoticed(context, people, sort, name, found) -> None:
    author, path = people["author"], f"/maintain/{sort}/{name}/take-out/"
    page = author.get(path).text
    assert found in page.replace("&#39;", "'")
    number = propose(context, author, path)
    assert step(context, author, number, "request-review").status_code == 422
    assert state(author, number) == "draft"


@pytest.mark.parametrize(
    ("sort", "name"),
    [("listed-2019", "darien-library"), ("proxies", "banq"), ("rewrites", "under-webofscience-com")],
)
def test_an_entry_that_nothing_rests_on_is_taken_out(context, people, sort, name) -> None:
    number = propose(context, people["author"], f"/maintain/{sort}/{name}/take-out/")
    approved(context, people, number)
    assert state(people["reviewer"], number) == "approved"


def test_a_long_entry_is_taken_out_as_a_short_one_is(context, people) -> None:
    with context.database.write() as session:
        campaign = next(entry for entry in starter_list().campaigns if entry.timeline)
        longer = campaign.model_copy(update={"id": "long", "timeline": campaign.timeline * 15})
        put_entry(session, Kind.CAMPAIGN, longer, reviewed=True)
    path = "/maintain/campaigns/long/take-out/"
    assert len(form_of(people["author"].get(path))["base"]) > 20_000
    assert state(people["author"], propose(context, people["author"], path)) == "draft"


def test_a_rule_that_has_changed_meanwhile_is_not_taken_out_unseen(context, people) -> None:
    author = people["author"]
    fields = {**form_of(author.get(PATH)), "why": "Kept reason.", "do": "save"}
    older = json.loads(fields["base"]) | {"name": "Older"}
    answer = post(context, author, PATH, **{**fields, "base": json.dumps(older)})
    assert answer.status_code == 409
    assert "What others have changed meanwhile" in answer.text
    assert "<del>Older</del>" in answer.text
    assert form_of(answer)["why"] == "Kept reason."
    assert post(context, author, PATH, **form_of(answer), do="save").status_code == 303


def test_its_reason_can_be_edited_and_nobody_overwrites_another_s(context, people) -> None:
    author = people["author"]
    number = propose(context, author)
    path = f"/maintain/changes/{number}/edit/"
    before = form_of(author.get(path))
    assert before["why"] == "It is not offered any more."
    assert post(context, author, path, **{**before, "why": "The first one’s reason."}).status_code == 303
    answer = post(context, author, path, **{**before, "why": "The second one’s reason."})
    assert answer.status_code == 409
    assert form_of(answer)["why"] == "The second one’s reason."
    assert post(context, author, path, **form_of(answer)).status_code == 303
    page = author.get(f"/maintain/changes/{number}/").text
    assert "The second one’s reason." in page
    assert "Everything below goes." in page


def test_what_is_not_in_force_cannot_be_taken_out(context, people) -> None:
    assert people["author"].get("/maintain/rules/nothing/take-out/").status_code == 404
    answer = post(context, people["author"], "/maintain/rules/nothing/take-out/", why="Away.", base="{}")
    assert answer.status_code in (404, 409, 422)
    assert "No change is under way." in people["author"].get("/maintain/changes/").text
