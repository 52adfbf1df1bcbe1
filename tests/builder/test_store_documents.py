"""What is handed in to the stores fits the packages, the messages and the stores' limits."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STORES = ROOT / "docs" / "stores"
GOLDEN = Path(__file__).parent / "golden"
REQUIRED_HOSTS = "Required hosts (managed edition only)"
# Of the Chrome Web Store and Edge: characters of a justification, of a manifest's description, of a description.
LONGEST_JUSTIFICATION, LONGEST_SUMMARY = 1000, 132
SHORTEST_DESCRIPTION, LONGEST_DESCRIPTION = 250, 10_000
# Of Edge: terms, characters of one, words of all.
MOST_TERMS, LONGEST_TERM, MOST_WORDS = 7, 30, 21
OUR_WORDS = (
    r"\b(PII|rules?|disclosures?|standings?|tiers?|releases?|fingerprints?|kits?|doorhangers?|reglas?|huellas?)\b"
)


def sections(name: str) -> dict[str, str]:
    """Heading -> text below it."""
    parts = re.split(r"^## (.+)$", (STORES / name).read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], (part.strip() for part in parts[2::2]), strict=True))


def asked() -> dict[str, set[str]]:
    """Permission -> the packages whose golden manifest asks for it."""
    found: dict[str, set[str]] = {}
    for path in GOLDEN.glob("manifest-*.json"):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        names = [*manifest["permissions"], *(f"{host} (optional)" for host in manifest["optional_host_permissions"])]
        names += manifest.get("optional_permissions", [])
        names += [REQUIRED_HOSTS] if manifest.get("host_permissions") else []
        for name in names:
            found.setdefault(name, set()).add(path.stem.removeprefix("manifest-"))
    return found


def test_each_permission_has_its_justification_with_its_packages_and_nothing_else_has_one() -> None:
    said = {}
    for name, text in sections("permissions.md").items():
        packages, justification = text.split("\n\n", 1)
        said[name] = set(packages.removeprefix("In: ").split(", "))
        assert 100 < len(justification) <= LONGEST_JUSTIFICATION, name
        assert "\n" not in justification, name  # one paragraph, to be pasted as it is
    assert said == asked()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_listing_says_what_the_package_says_and_fits_the_stores(language: str) -> None:
    listing = sections(f"listing.{language}.md")
    messages = json.loads((ROOT / f"extension/_locales/{language}/messages.json").read_text(encoding="utf-8"))
    assert listing["Name"] == messages["extension_name"]["message"]
    assert listing["Summary"] == messages["extension_description"]["message"]
    assert len(listing["Summary"]) <= LONGEST_SUMMARY
    assert SHORTEST_DESCRIPTION <= len(listing["Description"]) <= LONGEST_DESCRIPTION
    terms = listing["Search terms"].split(", ")
    assert len(terms) <= MOST_TERMS
    assert max(map(len, terms)) <= LONGEST_TERM
    assert len(listing["Search terms"].split()) <= MOST_WORDS
    assert not re.search(OUR_WORDS, listing["Description"], re.IGNORECASE)


def test_the_listings_have_the_same_parts_and_name_no_company() -> None:
    english, spanish = sections("listing.en.md"), sections("listing.es.md")
    assert list(english) == list(spanish)
    assert len(english["Description"].splitlines()) == len(spanish["Description"].splitlines())
    names = {
        name.strip()
        for path in (ROOT / "rules" / "vendors").glob("*.yaml")
        for name in re.findall(r"^(?:name|vendor): (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert "Creativebug" in names
    for text in (english["Description"], spanish["Description"]):
        assert not [name for name in names if re.search(rf"\b{re.escape(name)}\b", text)]


def test_the_answers_agree_with_the_manifests() -> None:
    answers = sections("privacy.md")
    collected = re.findall(r"^\|[^|]+\| (no|yes)\b", answers["Data use (Chrome, Edge)"], re.MULTILINE)
    assert set(collected) == {"no"}
    for path in GOLDEN.glob("manifest-*.json"):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        policy = manifest["content_security_policy"]["extension_pages"]
        assert "script-src 'self';" in policy
        assert policy.endswith("require-trusted-types-for 'script'")
        gecko = manifest.get("browser_specific_settings", {}).get("gecko", {})
        assert gecko.get("data_collection_permissions", {"required": ["none"]}) == {"required": ["none"]}
        if "-store-" in path.stem:
            assert "update_url" not in manifest
