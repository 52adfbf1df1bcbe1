"""Standing: the same table as the extension's."""

import json
from datetime import date
from pathlib import Path

import pytest

from server.catalogue.folder import read_folder
from server.rules.fields import earliest
from server.rules.model import Disclosure, Source
from server.rules.standing import StandingName, may_warn, standing_of, standings
from server.rules.terms import DataTerm

ROOT = Path(__file__).parents[2]
VECTORS = [json.loads(line) for line in (ROOT / "tests/vectors/standing.jsonl").read_text().splitlines()]
TERMS = {
    "email-address": DataTerm.model_validate({"id": "email-address", "label": {"en": "your e-mail address"}}),
    "library-card-number": DataTerm.model_validate(
        {"id": "library-card-number", "label": {"en": "your card"}, "warns": False}
    ),
}


@pytest.mark.parametrize("case", VECTORS, ids=[case["why"] for case in VECTORS])
def test_standing_follows_the_table(case) -> None:
    sources = tuple(Source.model_validate(source) for source in case["sources"])
    disclosure = Disclosure.model_validate(case["disclosure"])
    found = standing_of(disclosure, sources, TERMS, date.fromisoformat(case["today"]), muted=case["muted"])
    assert (found.name, found.reason, found.confirmed_on) == (case["standing"], case["reason"], case["confirmed_on"])


def test_a_partial_date_means_its_first_day() -> None:
    assert [earliest(day) for day in ("2024", "2024-05", "2024-05-17")] == [
        date(2024, 1, 1),
        date(2024, 5, 1),
        date(2024, 5, 17),
    ]


# What the facts carry, product by product, as the verdicts on them say; a better source changes the verdict and this.
FIRST_STANDING = {
    "creativebug": "required",
    "nytimes": "required",
    "hoopla": "required",
    "gale-presents-udemy": "required",
    "treehouse": "required",
    "sciencedirect": "avoidable",
    "kanopy": "reported",
    "wall-street-journal": "reported",
    "tutor-com": "reported",
    "mango-languages": "unclear",
    "beanstack": "tip",
    "bibliocommons": "tip",
    "libcal": "tip",
    "ebsco": "optional",
    "proquest-my-research": "optional",
    "infobase": "optional",
    "transparent-language": "optional",
    "cloudlibrary": "optional",
    "overdrive": "optional",
    "linkedin-learning": "past",
    "libby": "enough",
    "flipster": "enough",
    "freegal": "enough",
}


def test_the_starter_list_says_of_each_product_what_its_sources_carry_and_no_more() -> None:
    catalogue = read_folder(ROOT / "rules").catalogue
    found = {rule.id: standings(rule, catalogue.terms_by_id, date(2026, 11, 23))[0][1].name for rule in catalogue.rules}
    assert found == FIRST_STANDING


def test_linkedin_learning_may_not_warn_and_was_never_in_force() -> None:
    catalogue = read_folder(ROOT / "rules").catalogue
    rule = next(rule for rule in catalogue.rules if rule.id == "linkedin-learning")
    assert not may_warn(rule, catalogue.terms_by_id, date(2026, 11, 23))
    profile = next(disclosure for disclosure in rule.disclosures if disclosure.id == "profile")
    assert (profile.announced_on, profile.in_force_from, profile.withdrawn_on) == (
        date(2019, 6, 28),
        None,
        date(2020, 3, 26),
    )


def test_hoopla_never_says_e_mail() -> None:
    catalogue = read_folder(ROOT / "rules").catalogue
    hoopla = next(rule for rule in catalogue.rules if rule.id == "hoopla")
    assert {term for disclosure in hoopla.disclosures for term in disclosure.data} == {"account", "library-card-number"}


def test_every_warning_stops_by_itself_when_nobody_checks() -> None:
    catalogue = read_folder(ROOT / "rules").catalogue
    warning = {StandingName.REQUIRED, StandingName.AVOIDABLE}
    for rule in catalogue.rules:
        late = {standing.name for _, standing in standings(rule, catalogue.terms_by_id, date(2028, 1, 1))}
        assert not late & warning, rule.id
