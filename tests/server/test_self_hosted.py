"""The packages that policies install: current with every release and every mute, and what Chromium and Firefox take."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner
from crx3 import verifier
from flask.testing import FlaskClient
from publishing import NOW, publish

from server.cli import cli
from server.config import Environment
from server.context import Context
from server.deployment.crx import chromium_id
from server.deployment.manifests import GECKO_ID
from server.deployment.self_hosted import self_hosted_files
from server.doctor.checks import Level, run_checks
from server.releases.muting import publish_mutes
from server.releases.publishing import sign_dates_anew
from server.signing.packaging import make_packaging_key, packaging_key

XML = "/extension/chromium/updates.xml"
JSON = "/extension/firefox/updates.json"
NEWEST = "/extension/firefox/libraries-optout.xpi"
NAMESPACE = "{http://www.google.com/update2/response}"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: packages are made of files."""
    return sqlite_url


@pytest.fixture
def published(context: Context, rules: Path, client: FlaskClient) -> FlaskClient:
    publish(context, rules)
    return client


def chromium(client: FlaskClient, xml: str = XML) -> tuple[str, str, bytes]:
    """What Chromium does: (extension's id, version, package), the package as its hash promises."""
    app = ET.fromstring(client.get(xml).data).find(f"{NAMESPACE}app")
    assert app is not None
    check = app.find(f"{NAMESPACE}updatecheck")
    assert check is not None
    package = client.get(check.get("codebase", "").removeprefix("http://localhost:8000")).data
    assert hashlib.sha256(package).hexdigest() == check.get("hash_sha256")
    return app.get("appid", ""), check.get("version", ""), package


def firefox(client: FlaskClient) -> tuple[str, bytes]:
    """What Firefox does: (version, package)."""
    [update] = json.loads(client.get(JSON).data)["addons"][GECKO_ID]["updates"]
    package = client.get(update["update_link"].removeprefix("http://localhost:8000")).data
    assert f"sha256:{hashlib.sha256(package).hexdigest()}" == update["update_hash"]
    return update["version"], package


def inside(package: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(name)


def test_both_browsers_find_the_newest_package_with_the_published_list_inside(published, context, tmp_path) -> None:
    identity, version, crx = chromium(published)
    (tmp_path / "it.crx").write_bytes(crx)
    result, info = verifier.verify(str(tmp_path / "it.crx"))
    assert result.name == "OK_FULL"
    assert info.crx_id == identity == chromium_id(packaging_key(context.settings))
    [listed] = context.settings.updates_folder.glob("targets/*.list.jsonl")
    manifest = json.loads(inside(crx, "manifest.json"))
    assert manifest["version"] == version
    assert manifest["update_url"] == f"http://localhost:8000{XML}"  # for policies that name no address
    fire, xpi = firefox(published)
    assert fire == version
    assert published.get(NEWEST).data == xpi
    for package in (crx, xpi):
        assert inside(package, "release/list.jsonl") == listed.read_bytes()


def test_a_mute_and_the_day_s_new_dates_make_new_packages_at_once(published, context) -> None:
    before, _ = firefox(published)
    runner = CliRunner()
    muted = runner.invoke(cli, ["mute", "add", "creativebug", "--reason", "We check.", "--by", "Editor"], obj=context)
    assert muted.exit_code == 0, muted.output
    version, xpi = firefox(published)
    _, same, crx = chromium(published)
    assert version == same
    assert _number(version) > _number(before)
    for package in (xpi, crx):
        assert b'"creativebug"' in inside(package, "release/mute.jsonl")
    with context.database.write() as session:
        sign_dates_anew(session, context.settings, datetime.now(UTC) + timedelta(days=1))
    later, _ = firefox(published)
    assert _number(later) > _number(version)


def test_a_release_makes_new_packages_at_once(published, context, rules) -> None:
    before, _ = firefox(published)
    path = rules / "vendors" / "linkedin-learning.yaml"
    path.write_text(path.read_text().replace("name: LinkedIn Learning", "name: LinkedIn Learning (renamed)"))
    publish(context, rules, now=NOW + timedelta(days=1))
    version, xpi = firefox(published)
    assert _number(version) > _number(before)
    assert b"LinkedIn Learning (renamed)" in inside(xpi, "release/list.jsonl")


def _number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def test_a_browser_that_asked_just_before_a_change_still_gets_what_it_was_told_of(published, context) -> None:
    link = json.loads(published.get(JSON).data)["addons"][GECKO_ID]["updates"][0]["update_link"]
    path = link.removeprefix("http://localhost:8000")
    before = published.get(path).data
    publish_mutes(context.database, context.settings, datetime.now(UTC))
    assert firefox(published)[1] != before
    assert published.get(path).data == before


def test_the_same_state_and_key_give_the_same_files(published, context) -> None:
    assert self_hosted_files(context.settings) == self_hosted_files(context.settings)


def test_pointers_are_short_lived_and_versions_are_for_ever(published) -> None:
    for path in (XML, JSON, NEWEST):
        assert published.get(path).headers["Cache-Control"] == "public, max-age=300"
    link = json.loads(published.get(JSON).data)["addons"][GECKO_ID]["updates"][0]["update_link"]
    answer = published.get(link.removeprefix("http://localhost:8000"))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.mimetype == "application/x-xpinstall"
    assert published.get(XML).mimetype == "text/xml"
    for name in ("ETag", "Set-Cookie", "Vary"):
        assert name not in answer.headers


def test_what_a_browser_says_of_itself_behind_a_question_mark_changes_nothing(published) -> None:
    asked = f"{XML}?os=linux&x=id%3D{'a' * 32}%26v%3D0.0.0.0%26uc"
    assert published.get(asked).data == published.get(XML).data


@pytest.mark.parametrize(
    "name", ["", "chromium/", "chromium/x.crx", "../updates/timestamp.json", "own/x/../updates.xml"]
)
def test_nothing_else_is_served(published, name) -> None:
    assert published.get(f"/extension/{name}").status_code == 404


def test_before_the_first_list_there_is_nothing(client) -> None:
    assert client.get(XML).status_code == 404


SPRINGFIELD = "library: {name: Springfield}\npages: ['https://www.springfield.lib.example.org/resources/']\n"


def test_a_library_s_own_package_lies_beside_and_a_wrong_one_harms_nobody(published, context) -> None:
    own = context.settings.own_packages_folder
    own.mkdir()
    (own / "springfield.yaml").write_text(SPRINGFIELD)
    (own / "broken.yaml").write_text("library: {}\n")
    (own / "No Name.yaml").write_text(SPRINGFIELD)
    identity, _, crx = chromium(published, "/extension/own/springfield/chromium/updates.xml")
    assert identity == chromium(published)[0]
    hosts = json.loads(inside(crx, "manifest.json"))["host_permissions"]
    assert "https://www.springfield.lib.example.org/*" in hosts
    assert published.get("/extension/own/broken/firefox/updates.json").status_code == 404
    wrong = [finding for finding in run_checks(context, NOW) if finding.check == "packages"]
    assert [finding.level for finding in wrong] == [Level.OK, Level.PROBLEM, Level.PROBLEM]
    assert "broken.yaml" in wrong[2].says
    (own / "springfield.yaml").write_text(SPRINGFIELD.replace("resources", "databases").replace("www.", "books."))
    _, _, crx = chromium(published, "/extension/own/springfield/chromium/updates.xml")
    assert "https://books.springfield.lib.example.org/*" in json.loads(inside(crx, "manifest.json"))["host_permissions"]


def test_production_makes_no_key_by_itself_and_serves_firefox_s_package_without_one(published, context) -> None:
    production = context.settings.model_copy(update={"environment": Environment.PRODUCTION})
    names = set(self_hosted_files(production))
    assert "firefox/updates.json" in names
    assert not [name for name in names if name.startswith("chromium/")]
    ours = Context(production)
    [warning] = [finding for finding in run_checks(ours, NOW) if finding.check == "packages"]
    ours.database.close()
    assert (warning.level, warning.mend) == (Level.WARNING, "Make it once: optout keys packaging")
    make_packaging_key(production.packaging_key_file)
    assert "chromium/updates.xml" in self_hosted_files(production)


def test_the_key_is_made_once_for_its_owner_alone_and_never_over_another(context, client_of: Callable) -> None:
    runner = CliRunner()
    made = runner.invoke(cli, ["keys", "packaging"], obj=context)
    assert made.exit_code == 0, made.output
    path = context.settings.packaging_key_file
    before = path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o600
    again = runner.invoke(cli, ["keys", "packaging"], obj=context)
    assert "There is a packaging key already" in str(again.exception)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["packaging.pem"]
