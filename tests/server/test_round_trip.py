"""YAML -> model -> database -> YAML, byte for byte."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.catalogue.folder import files_of, read_folder
from server.catalogue.store import import_catalogue, load_catalogue, unreviewed_rules
from server.catalogue.yaml_form import from_yaml, to_yaml
from server.database import Database
from server.errors import OptOutError

ROOT = Path(__file__).parents[2]


def test_the_real_rules_come_back_byte_for_byte_through_the_database(database: Database) -> None:
    catalogue = read_folder(ROOT / "rules").catalogue
    with database.write() as session:
        import_catalogue(session, catalogue)
    with database.read() as session:
        files = files_of(load_catalogue(session))
    for name, text in files.items():
        assert (ROOT / "rules" / name).read_text() == text, name
    written = {str(path.relative_to(ROOT / "rules")) for path in (ROOT / "rules").rglob("*.yaml")}
    assert written == set(files)


def test_an_import_says_what_it_changed_and_a_second_one_changes_nothing(database: Database, rules: Path) -> None:
    with database.write() as session:
        first = import_catalogue(session, read_folder(rules).catalogue)
    assert "rule creativebug" in first.added
    with database.write() as session:
        assert not import_catalogue(session, read_folder(rules).catalogue)
    path = rules / "vendors" / "creativebug.yaml"
    path.write_text(path.read_text().replace("name: Creativebug\n", "name: Creativebug!\n", 1))
    (rules / "vendors" / "libby.yaml").unlink()
    with database.write() as session:
        third = import_catalogue(session, read_folder(rules).catalogue)
    assert (third.added, third.changed, third.removed) == ((), ("rule creativebug",), ("rule libby",))


def test_an_id_is_never_reused(database: Database, rules: Path) -> None:
    whole = read_folder(rules).catalogue
    (rules / "vendors" / "libby.yaml").unlink()
    without = read_folder(rules).catalogue
    with database.write() as session:
        import_catalogue(session, whole)
    with database.write() as session:
        import_catalogue(session, without)
    with pytest.raises(OptOutError, match="Ids are never reused"), database.write() as session:
        import_catalogue(session, whole)
    with database.read() as session:
        assert load_catalogue(session) == without


def test_what_was_imported_has_not_been_reviewed_by_two_people(database: Database, rules: Path) -> None:
    with database.write() as session:
        import_catalogue(session, read_folder(rules).catalogue)
    with database.read() as session:
        assert unreviewed_rules(session) == {rule.id for rule in load_catalogue(session).rules}


TEXT = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), min_size=1)
SENTENCE = st.lists(TEXT, min_size=1, max_size=30).map(" ".join)
DOCUMENT = st.recursive(
    SENTENCE | st.booleans() | st.integers(0, 10**9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.from_regex(r"[a-z_]{1,12}", fullmatch=True), DOCUMENT, min_size=1, max_size=5))
def test_any_plain_data_survives_the_yaml_form_and_always_gives_the_same_bytes(document) -> None:
    text = to_yaml(document, "a comment")
    read = from_yaml(text)
    assert read == document
    assert to_yaml(read, "a comment") == text
    assert not any(line.endswith(" ") for line in text.splitlines())
