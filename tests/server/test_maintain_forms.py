"""The forms of all kinds that are curated: nothing of an entry is lost in one, and each leads to an approved change."""

import json
import re
from typing import Any, get_args, get_origin

import pytest
from curating import RULE, Curation, starter_list
from maintaining import form_of, open_sources, post, signed_in_people, state, step

from server.catalogue.model import MODELS, Kind, entry_id
from server.catalogue.store import put_entry, remove_entry
from server.curation.documents import KINDS
from server.maintain.forms.kinds import BY_KIND, BY_SORT, FORMS
from server.maintain.forms.shape import Form, place_of
from server.rules.fields import Model

# For each kind: an entry that is in force, and a field with another value that passes the gates.
CHANGES = {
    "rules": (RULE, "advice[0].en", "Ask at the desk."),
    "campaigns": ("linkedin", "summary.en", "Libraries stood together, and the plan was withdrawn."),
    "proxies": ("banq", "library", "Bibliothèque et Archives nationales"),
    "rewrites": ("under-webofscience-com", "to", "-wos"),
    "terms": ("email-address", "label.en", "an e-mail address of yours"),
    "steps": ("personal-profile", "label.en", "to show yourself"),
    "listed-2019": ("darien-library", "name", "Darien Library, Connecticut"),
}


@pytest.fixture
def curation(context) -> Curation:
    return Curation.of(context)


@pytest.fixture
def people(context, curation, client):
    return signed_in_people(context, client)


def leaves(model: type[Model], before: str = "") -> set[str]:
    """The places of all fields of a model, as a form names them; ``[]`` stands for each record of a list."""
    found: set[str] = set()
    for name, field in model.model_fields.items():
        found |= places(field.annotation, f"{before}{field.alias or name}")
    return found


def places(annotation: Any, place: str) -> set[str]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        return leaves(annotation, f"{place}.")
    many = get_origin(annotation) is tuple
    inner = [part for part in get_args(annotation) if part not in (type(None), Ellipsis)]
    models = [part for part in inner if isinstance(part, type) and issubclass(part, Model)]
    if models:
        return leaves(models[0], f"{place}[]." if many else f"{place}.")
    return {place}


def fields_of(form: Form) -> list[str]:
    return [f"{part.name}[]." * bool(part.name) + field.name for part in form.parts for field in part.fields]


def test_every_kind_that_is_curated_has_a_form() -> None:
    assert {form.kind for form in FORMS} == set(KINDS)
    assert set(CHANGES) == set(BY_SORT)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.sort)
def test_a_form_knows_every_field_of_its_kind_and_no_other(form) -> None:
    assert sorted(fields_of(form)) == sorted(leaves(MODELS[form.kind]))


def test_the_walk_of_a_model_sees_fields_in_records_in_records() -> None:
    assert {"id", "disclosures[].scope.who", "evidence[].copy", "vendor_reply.text"} <= leaves(MODELS[Kind.RULE])
    assert {"outcome.text.en", "timeline[].sources", "goal"} <= leaves(MODELS[Kind.CAMPAIGN])


def test_every_entry_there_is_goes_through_its_form_unchanged() -> None:
    seen = set()
    for kind, entry in starter_list().entries():
        form = BY_KIND[kind]
        values = form.values_of(entry.document())
        sent = MODELS[kind].model_validate_json(json.dumps(form.document_of(values)))
        assert sent == entry, (kind, entry_id(entry))
        assert set(values) <= set(form.labels_of(values))
        seen.add(kind)
    assert seen == set(KINDS)


@pytest.mark.parametrize(
    ("flaw", "place"),
    [
        ("disclosures[0].data[1]", "disclosures[0].data"),
        ("disclosures[0].scope", "disclosures[0].scope.who"),
        ("disclosures[1]", "disclosures[1].id"),
        ("vendor_reply", "vendor_reply.received_on"),
        ("hosts", "hosts[0].host"),
        ("campaign linkedin: state", ""),
        ("", ""),
    ],
)
def test_what_the_gates_find_leads_to_a_field(flaw, place) -> None:
    form = BY_KIND[Kind.RULE]
    rule = next(rule for rule in starter_list().rules if rule.id == RULE)
    assert place_of(flaw, form.labels_of(form.values_of(rule.document()))) == place


@pytest.mark.parametrize("sort", CHANGES)
def test_an_entry_of_each_kind_is_looked_at_changed_and_approved(context, people, sort) -> None:
    author, reviewer, (name, field, value) = people["author"], people["reviewer"], CHANGES[sort]
    path = f"/maintain/{sort}/{name}/change/"
    fields = {**form_of(author.get(path)), field: value, "why": "It says so now."}
    looked = post(context, author, path, **fields, do="look")
    assert looked.status_code == 200
    assert "The gates find nothing wrong" in looked.text
    answer = post(context, author, path, **form_of(looked), do="save")
    assert answer.status_code == 303, answer.text
    number = int(re.search(r"/changes/(\d+)/", answer.location)[1])
    page = author.get(answer.location).text
    assert page.count("<del>") >= 1
    assert value in page
    assert form_of(author.get(f"/maintain/changes/{number}/edit/"))[field] == value
    assert step(context, author, number, "request-review").status_code == 303
    open_sources(context, reviewer, number)
    assert step(context, reviewer, number, "approve").status_code == 303
    assert state(reviewer, number) == "approved"
    assert f"change {number} is under way" in author.get(f"/maintain/{sort}/").text


@pytest.mark.parametrize("sort", CHANGES)
def test_a_new_entry_of_each_kind_begins_with_an_empty_form(context, people, sort) -> None:
    author, path = people["author"], f"/maintain/{sort}/new/"
    fields = form_of(author.get(path))
    assert not any(text for name, text in fields.items() if name not in ("do", "page"))
    refused = post(context, author, path, id="brand-new", why="New.", do="save")
    assert refused.status_code == 422
    assert 'id="problems"' in refused.text
    assert form_of(refused)["id"] == "brand-new"
    assert re.search(r'<li><a href="#[^"]+">[A-Z]', refused.text)


@pytest.mark.parametrize("do", ["look", "save"])
def test_a_new_entry_does_not_take_the_place_of_another_unseen(context, people, do) -> None:
    author = people["author"]
    fields = {**form_of(author.get(f"/maintain/rules/{RULE}/change/")), "name": "Another", "why": "New.", "do": do}
    fields.pop("base")
    answer = post(context, author, "/maintain/rules/new/", **fields)
    assert 'href="#id"' in answer.text
    assert "There is such an entry already." in answer.text
    assert form_of(answer)["name"] == "Another"
    assert "No change is under way." in author.get("/maintain/changes/").text


@pytest.mark.parametrize("sort", CHANGES)
def test_each_list_says_what_is_in_force_and_an_empty_one_says_what_to_do(context, people, curation, sort) -> None:
    author, kind = people["author"], BY_SORT[sort].kind
    entries = [entry for found, entry in starter_list().entries() if found == kind]
    page = author.get(f"/maintain/{sort}/").text
    assert page.count("data-find=") == len(entries)
    assert f"/maintain/{sort}/{CHANGES[sort][0]}/change/" in page
    assert f"{len(entries)} in force" in author.get("/maintain/curated/").text
    with context.database.write() as session:
        for entry in entries:
            remove_entry(session, kind, entry_id(entry), entry_day())
    page = author.get(f"/maintain/{sort}/").text
    assert "There is none yet." in page
    assert f"/maintain/{sort}/new/" in page


def entry_day():
    return MODELS[Kind.RULE].model_validate(next(iter(starter_list().rules)).document()).evidence[0].read_on


def test_an_entry_that_is_too_long_for_its_form_is_not_shown_so_that_none_of_it_is_lost(context, people) -> None:
    campaign = next(entry for entry in starter_list().campaigns if entry.timeline)
    with context.database.write() as session:
        longer = campaign.model_copy(update={"timeline": campaign.timeline[:1] * 101})
        put_entry(session, Kind.CAMPAIGN, longer, reviewed=True)
    answer = people["author"].get(f"/maintain/campaigns/{campaign.id}/change/")
    assert answer.status_code == 422
    assert "holds more than its form can show" in answer.text


def test_a_tick_is_kept_taken_away_and_set(context, people) -> None:
    author, path = people["author"], "/maintain/terms/library-pin/change/"
    fields = form_of(author.get(path))
    assert fields["warns"] == "yes"  # it never warns
    kept = form_of(post(context, author, path, **fields, do="look"))
    assert kept["warns"] == "yes"
    fields.pop("warns")
    answer = post(context, author, path, **{**fields, "why": "It should.", "do": "save"})
    assert "<b>warns</b><del>false</del>" in author.get(answer.location).text


def test_a_campaign_is_shown_as_its_page_will_say_it(context, people) -> None:
    author, path = people["author"], "/maintain/campaigns/linkedin/change/"
    fields = {**form_of(author.get(path)), "statement[0].text.en": "Trust is what libraries live on.", "do": "look"}
    page = post(context, author, path, **fields).text
    shown = page[page.index("What its page says") : page.index('class="long"')]
    for text in ("Trust is what libraries live on.", "The statement", "What happened", "28 June 2019", "Sources"):
        assert text in shown, text


def test_a_proxy_is_tried_on_addresses_that_were_pasted(context, people) -> None:
    author = people["author"]
    fields = {
        "id": "our-library",
        "host": "digital.our-library.net",
        "login_templates": "https://digital.our-library.net/go?to=$@",
        "sources[0].id": "catalogue",
        "sources[0].kind": "library",
        "sources[0].publisher": "Our Library",
        "sources[0].url": "https://our-library.net/databases",
        "sources[0].read_on": "2026-11-20",
        "sources[0].copy": "live",
        "sources[0].says": "Its links lead there.",
        "try": "https://www-creativebug-com.digital.our-library.net/x\nhttps://our-library.net/",
    }
    page = post(context, author, "/maintain/proxies/new/", **fields, do="look").text
    assert (
        "<code>https://www-creativebug-com.digital.our-library.net/x</code> recognised (proxied): creativebug" in page
    )
    assert "<code>https://our-library.net/</code> not recognised" in page
    assert re.search(r"<code>https://digital.our-library.net/go\?to=https://[^<]+</code> recognised \(wrapped\)", page)


@pytest.mark.parametrize(("sort", "name"), [("terms", "email-address"), ("steps", "personal-profile")])
def test_a_word_is_shown_in_the_sentences_that_use_it(context, people, sort, name) -> None:
    author, path = people["author"], f"/maintain/{sort}/{name}/change/"
    fields = {**form_of(author.get(path)), "label.en": "the very new words", "do": "look"}
    page = post(context, author, path, **fields).text
    assert "the very new words" in page[page.index("Where a patron would read it") : page.index('class="long"')]


def test_libraries_that_take_part_are_shown_and_have_no_form(people) -> None:
    author = people["author"]
    assert "Libraries that take part" in author.get("/maintain/curated/").text
    assert author.get("/maintain/library/x/change/").status_code == 404
