"""Kits: the same bytes each time, and every file read back by a program that is not ours.

To change the golden files on purpose: UPDATE_GOLDEN=1 pytest tests/builder/test_kit.py
"""

import html.parser
import io
import json
import os
import plistlib
import subprocess
import sys
import zipfile
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from regparse import RegParse

from server.deployment.kit.answers import KitSettings
from server.deployment.kit.making import kit_archive
from server.deployment.kit.policies import CHROMIUM_FAMILY, Source
from server.deployment.manifests import GECKO_ID
from server.deployment.places import Places
from server.deployment.settings_file import SettingsError, read_settings, settings_of

ROOT = Path(__file__).parents[2]
KITS = Path(__file__).parent / "kits"
GOLDEN = Path(__file__).parent / "golden"
OMNI = Path("/usr/lib/firefox-esr/browser/omni.ja")
LIBRARIES = ("small-town", "county", "consortium")
RULES = frozenset(path.stem for path in (ROOT / "rules" / "vendors").glob("*.yaml"))
SITE = "https://optout.example"
IDENTITY = "abcdefghijklmnopabcdefghijklmnop"
SOURCE = Source(Places(SITE), IDENTITY)
TOP = "libraries-optout-kit/"
# One library of a consortium stands for all in the golden file; their names are all in its first page.
SHOWN = "members/01-alder-library/"


@cache
def kit_of(name: str, source: Source = SOURCE) -> dict[str, bytes]:
    archive = kit_archive(read_settings(KITS / f"{name}.yaml", RULES, KitSettings), source)
    with zipfile.ZipFile(io.BytesIO(archive)) as files:
        return {entry.removeprefix(TOP): files.read(entry) for entry in files.namelist()}


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def kit(library: str) -> dict[str, bytes]:
    return kit_of(library)


def linux_values(kit: dict[str, bytes], folder: str) -> dict[str, str]:
    return json.loads(kit[f"{folder}values.json"])


def folders(kit: dict[str, bytes]) -> list[str]:
    return sorted(name.removesuffix("values.json") for name in kit if name.endswith("values.json"))


def test_the_kit_is_the_golden_one(kit, library) -> None:
    shown = {name: data for name, data in kit.items() if not name.startswith("members/") or name.startswith(SHOWN)}
    text = "".join(f"=== {name}\n{_text(name, data)}\n" for name, data in sorted(shown.items()))
    golden = GOLDEN / f"kit-{library}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def _text(name: str, data: bytes) -> str:
    return data.decode("utf-16").replace("\r\n", "\n") if name.endswith(".reg") else data.decode()


def test_every_browser_s_registry_file_means_what_its_policy_for_linux_says(kit, tmp_path) -> None:
    for folder in folders(kit):
        for browser in CHROMIUM_FAMILY:
            entry = _chromium_policy(kit, folder, browser.id)
            base = rf"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\{browser.windows}"
            written = _registry(tmp_path, kit[f"{folder}windows/{browser.id}.reg"])
            settings = rf"{base}\ExtensionSettings\{IDENTITY}"
            for name, value in entry.items():
                assert written(settings, name) == (int(value) if isinstance(value, bool) else value)
            managed = rf"{base}\3rdparty\extensions\{IDENTITY}\policy"
            for name, value in linux_values(kit, folder).items():
                assert written(managed, name) == value


def _chromium_policy(kit: dict[str, bytes], folder: str, browser: str) -> dict[str, object]:
    return json.loads(kit[f"{folder}linux/{browser}/libraries-optout.json"])["ExtensionSettings"][IDENTITY]


def _registry(tmp_path: Path, data: bytes):
    """What a reader of registry files, which is not ours, finds: (key, name) -> value."""
    assert data.startswith("\ufeffWindows Registry Editor Version 5.00\r\n\r\n[".encode("utf-16-le"))
    assert data.decode("utf-16").replace("\r\n", "").count("\n") == 0
    path = tmp_path / "file.reg"
    path.write_bytes(data)
    read = RegParse(filename=str(path))

    def value(key: str, name: str) -> object:
        found = read.getval(key, name, None)
        if isinstance(found, str):  # it leaves the escapes as they are
            return found.replace('\\"', '"').replace("\\\\", "\\")
        if isinstance(found, bytes):
            return found.decode("utf-16-le").rstrip("\0").split("\0")
        return found

    return value


def test_firefox_s_registry_file_holds_its_policies_as_json(kit, tmp_path) -> None:
    base = r"HKEY_LOCAL_MACHINE\SOFTWARE\Policies\Mozilla\Firefox"
    for folder in folders(kit):
        policies = json.loads(kit[f"{folder}windows/firefox/policies.json"])["policies"]
        written = _registry(tmp_path, kit[f"{folder}windows/firefox.reg"])
        [settings] = written(base, "ExtensionSettings")
        assert json.loads(settings) == policies["ExtensionSettings"]
        [managed] = written(rf"{base}\3rdparty\Extensions", GECKO_ID)
        assert json.loads(managed) == policies["3rdparty"]["Extensions"][GECKO_ID] == linux_values(kit, folder)
        removed = _registry(tmp_path, kit[f"{folder}windows/firefox-remove.reg"])
        [blocked] = removed(base, "ExtensionSettings")
        assert json.loads(blocked) == {GECKO_ID: {"installation_mode": "blocked"}}
        assert removed(rf"{base}\3rdparty\Extensions", GECKO_ID) == "-"


def test_a_removal_for_windows_takes_away_the_keys_that_the_installation_made(kit) -> None:
    for folder in folders(kit):
        for browser in CHROMIUM_FAMILY:
            made = _keys(kit[f"{folder}windows/{browser.id}.reg"])
            removed = [key.removeprefix("-") for key in _keys(kit[f"{folder}windows/{browser.id}-remove.reg"])]
            assert all(any(key == gone or key.startswith(f"{gone}\\") for gone in removed) for key in made)
            assert all(IDENTITY in gone for gone in removed)  # nothing of another extension


def _keys(data: bytes) -> list[str]:
    return [line[1:-1] for line in data.decode("utf-16").splitlines() if line.startswith("[")]


@pytest.mark.parametrize("library", ["county", "consortium"], indirect=True)
def test_every_profile_for_macos_means_what_the_policy_for_linux_says(kit) -> None:
    for folder in folders(kit):
        for browser in CHROMIUM_FAMILY:
            profile = plistlib.loads(kit[f"{folder}macos/{browser.id}.mobileconfig"])
            installation, settings = profile["PayloadContent"]
            assert installation["PayloadType"] == browser.macos
            assert installation["ExtensionSettings"] == {IDENTITY: _chromium_policy(kit, folder, browser.id)}
            assert settings["PayloadType"] == f"{browser.macos}.extensions.{IDENTITY}"
            assert _own(settings) == linux_values(kit, folder)
            _is_whole(profile)
        profile = plistlib.loads(kit[f"{folder}macos/firefox.mobileconfig"])
        policies = json.loads(kit[f"{folder}linux/firefox/policies.json"])["policies"]
        assert _firefox_preferences(profile) == {"EnterprisePoliciesEnabled": True, **policies}
        _is_whole(profile)
        removal = plistlib.loads(kit[f"{folder}macos/firefox-remove.mobileconfig"])
        assert removal["PayloadUUID"] == profile["PayloadUUID"]  # it takes the place of the first
        assert _firefox_preferences(removal)["ExtensionSettings"] == {GECKO_ID: {"installation_mode": "blocked"}}


def _own(payload: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in payload.items() if not name.startswith("Payload")}


def _firefox_preferences(profile) -> dict[str, object]:
    [payload] = profile["PayloadContent"]
    [forced] = payload["PayloadContent"]["org.mozilla.firefox"]["Forced"]
    return forced["mcx_preference_settings"]


def _is_whole(profile) -> None:
    payloads = [profile, *profile["PayloadContent"]]
    for payload in payloads:
        assert {"PayloadType", "PayloadVersion", "PayloadIdentifier", "PayloadUUID", "PayloadDisplayName"} <= set(
            payload
        )
    assert len({payload["PayloadUUID"] for payload in payloads}) == len(payloads)
    assert profile["PayloadType"] == "Configuration"


def test_firefox_s_policies_fit_the_schema_that_firefox_itself_ships(kit) -> None:
    if not OMNI.exists():
        pytest.fail(f"{OMNI} is missing. Install it: apt-get install firefox-esr", pytrace=False)
    with zipfile.ZipFile(OMNI) as archive:
        schema = json.loads(archive.read("modules/policies/policies-schema.json"))
    check = jsonschema.Draft7Validator(schema)
    assert list(check.iter_errors({"ExtensionSettings": {GECKO_ID: {"installation_mode": "forced"}}}))
    found = [name for name in kit if name.endswith("policies.json")]
    assert found
    for name in found:
        policies = json.loads(kit[name])["policies"]
        assert list(check.iter_errors(policies)) == []
        assert set(policies) <= set(schema["properties"])


def test_a_consortium_is_one_kit_with_many_names() -> None:
    kit = kit_of("consortium")
    values = [json.loads(linux_values(kit, folder)["settings"]) for folder in folders(kit)]
    assert len(values) == 40
    assert len({one["library"]["name"] for one in values}) == 40
    assert {json.dumps(one["proxies"]) for one in values} == {'["proxy.forest.example.net"]'}
    assert not any("members" in one or "computers" in one for one in values)
    start = kit["START-HERE.html"].decode()
    for folder, one in zip(folders(kit), values, strict=True):
        assert one["library"]["name"] in start
        assert one["library"]["name"] in kit[f"{folder}poster.html"].decode()
    assert len([name for name in kit if "/" not in name]) == 2  # the guides are there once


def test_the_kit_says_of_each_browser_whether_we_tried_it() -> None:
    start = kit_of("consortium")["START-HERE.html"].decode()
    assert start.count("<td>tested by us</td>") == 2
    assert start.count("<td>made, not tested</td>") == 14
    assert kit_of("county")["START-HERE.html"].decode().count("<td>tested by us</td>") == 1  # not the usual Firefox
    assert "chrome://policy" in kit_of("county")["IS-IT-WORKING.html"].decode()


def test_what_the_computers_are_decides_what_the_guides_say() -> None:
    town, county, forest = (kit_of(name) for name in LIBRARIES)
    assert "Use Firefox ESR there." in town["windows/GUIDE.html"].decode()
    assert "You said that these are." in county["windows/GUIDE.html"].decode()
    assert "Find out first" in forest["windows/GUIDE.html"].decode()
    assert "macos/GUIDE.html" not in town
    assert not [name for name in town if name.startswith(("macos/", "chromeos/"))]
    assert "takes only packages that Mozilla has signed" in county["linux/GUIDE.html"].decode()
    assert b"xpinstall" not in county["linux/firefox/policies.json"]
    assert b"xpinstall" in town["linux/firefox/policies.json"]
    assert "wiped" in town["START-HERE.html"].decode()


def test_what_hangs_on_the_wall_speaks_the_library_s_language() -> None:
    poster = kit_of("small-town")["poster.html"].decode()
    assert '<html lang="es"' in poster
    assert "Look before you sign up" not in poster
    assert "Look before you sign up" in kit_of("county")["poster.html"].decode()


def test_every_page_is_whole_and_loads_nothing(kit) -> None:
    for name, data in kit.items():
        if name.endswith(".html"):
            page = _Page()
            page.feed(data.decode())
            assert page.open == [], name
            assert page.loads == [], name


class _Page(html.parser.HTMLParser):
    """Notes elements that are not closed, and whatever a browser would fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        if tag in {"script", "img", "link", "iframe"} or any(name in {"src", "style"} for name, _ in attrs):
            self.loads.append(tag)

    def handle_startendtag(self, tag: str, attrs) -> None:
        """What closes itself, as the parts of a drawing do."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_a_kit_with_packages_of_the_library_s_own_leads_to_them() -> None:
    kit = kit_of("county", Source(Places(SITE, "pine-ridge"), IDENTITY))
    policy = json.loads(kit["linux/chromium/libraries-optout.json"])
    address = f"{SITE}/extension/own/pine-ridge/chromium/updates.xml"
    assert policy["ExtensionSettings"][IDENTITY]["update_url"] == address
    assert "allows it once" not in kit["START-HERE.html"].decode()
    assert "allows it once" in kit_of("county")["START-HERE.html"].decode()


@pytest.mark.parametrize(
    ("more", "place"),
    [
        ({"members": [{"name": "A" * 1_000_000}]}, "members[0].name"),
        ({"members": [{"name": "Elm", "home": "http://x.example.org/"}]}, "members[0].home"),
        ({"members": [{"name": "<script>"}]}, "members[0].name"),
        ({"computers": {"systems": ["beos"]}}, "computers.systems[0]"),
        ({"computers": {"systems": []}}, "computers.systems"),
        ({"proxies": ["co.uk"]}, "proxies[0]"),
        ({"hidden": ["nobody"]}, "hidden[0]"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(more, place) -> None:
    with pytest.raises(SettingsError) as caught:
        settings_of({"library": {"name": "Springfield"}, **more}, RULES, KitSettings)
    problem = caught.value.problems[0]
    assert problem.where == place
    assert len(str(problem)) < 300


def optout(*arguments: str, instance: Path, code: str = "from server.cli import main; main()"):
    environment = {**os.environ, "OPTOUT_INSTANCE": str(instance), "OPTOUT_PUBLIC_URL": SITE}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kits") / "instance"
    for command in (["db", "upgrade"], ["rules", "import"], ["release", "publish", "--development-keys"]):
        done = optout(*command, instance=folder)
        assert done.returncode == 0, done.stderr
    return folder


TWO_YEARS_LATER = """
import datetime, time_machine
from server.cli import main
with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=730)):
    main()
"""


@pytest.mark.parametrize("library", ["consortium"])
def test_the_command_makes_the_same_bytes_on_other_days_and_in_other_folders(instance, library, tmp_path) -> None:
    settings = str(KITS / f"{library}.yaml")
    elsewhere = tmp_path / "another place"
    elsewhere.mkdir()
    first = optout("kit", settings, "--out", str(tmp_path / "kit.zip"), instance=instance)
    assert first.returncode == 0, first.stderr
    later = optout("kit", settings, "--out", str(elsewhere / "it.zip"), instance=instance, code=TWO_YEARS_LATER)
    assert later.returncode == 0, later.stderr
    assert (tmp_path / "kit.zip").read_bytes() == (elsewhere / "it.zip").read_bytes()


def test_bad_settings_leave_nothing_behind(instance, tmp_path) -> None:
    settings = tmp_path / "library.yaml"
    settings.write_text(f"library: {{name: {'A' * 1_000_000}}}\nproxies: [co.uk]\n")
    done = optout("kit", str(settings), "--out", str(tmp_path / "kit.zip"), instance=instance)
    assert done.returncode == 1
    assert "library.name is longer than 120 characters" in done.stderr
    assert "proxies[0] is a public suffix" in done.stderr
    assert "Nothing was written." in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["library.yaml"]


def test_a_kit_for_packages_that_are_not_there_is_refused(instance, tmp_path) -> None:
    out = tmp_path / "kit.zip"
    done = optout("kit", str(KITS / "county.yaml"), "--out", str(out), "--own", "nobody", instance=instance)
    assert done.returncode == 1
    assert "There is no package 'nobody'" in done.stderr
    assert not out.exists()
