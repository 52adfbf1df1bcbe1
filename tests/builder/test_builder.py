"""The packages: small, readable, the same bytes each time, and asking for nothing at installation."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from server.catalogue.hosts import form_problem
from server.deployment import code_files
from server.errors import OptOutError

ROOT = Path(__file__).parents[2]
OPTOUT = str(Path(sys.executable).parent / "optout")
GOLDEN = Path(__file__).parent / "golden"
LIMIT = 120 * 1024


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published release of the real rules."""
    instance = tmp_path_factory.mktemp("builder") / "instance"
    settings = {"OPTOUT_INSTANCE": str(instance), "OPTOUT_PUBLIC_URL": "https://optout.example"}
    for command in (["db", "upgrade"], ["rules", "import"], ["release", "publish", "--development-keys"]):
        done = run(OPTOUT, *command, **settings)
        assert done.returncode == 0, done.stderr
    return instance / "public" / "updates"


def build(release: Path, out: Path, browser: str, *options: str) -> Path:
    done = run(
        sys.executable, "manifest_builder.py", "--browser", browser, "--edition", "store",
        "--release", str(release), "--out", str(out), *options,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out / f"libraries-optout-store-{browser}"


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_manifest_is_the_golden_one(release, tmp_path, browser) -> None:
    manifest = json.loads((build(release, tmp_path, browser) / "manifest.json").read_text())
    golden = GOLDEN / f"manifest-store-{browser}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(json.dumps(manifest, indent=2) + "\n")
    assert manifest == json.loads(golden.read_text())
    assert "web_accessible_resources" not in manifest
    assert "content_scripts" not in manifest
    assert "host_permissions" not in manifest


@pytest.mark.parametrize(("browser", "ending"), [("chromium", "zip"), ("firefox", "xpi")])
def test_the_package_is_small_and_holds_the_release_and_no_map_no_dependency_nothing_minified(
    release, tmp_path, browser, ending
) -> None:
    folder = build(release, tmp_path, browser)
    archive = tmp_path / f"{folder.name}.{ending}"
    assert archive.stat().st_size <= LIMIT
    with zipfile.ZipFile(archive) as package:
        names = set(package.namelist())
        assert {"release/list.jsonl", "release/root.json", "manifest.json", "edition.json"} <= names
        assert not [name for name in names if "node_modules" in name or name.endswith((".map", ".ts", ".svg"))]
        for name in names:
            if name.endswith(".js"):
                text = package.read(name).decode()
                assert max(map(len, text.splitlines())) <= 140, name
        together = "".join(package.read(name).decode() for name in names if name.endswith(".js"))
        for source in (ROOT / "extension").rglob("*.js"):
            for name in re.findall(r"^export (?:class|(?:async )?function) (\w+)", source.read_text(), re.MULTILINE):
                assert re.search(rf"(class|function) {name}\b", together), f"{name} of {source.name} was renamed"
        [listed] = release.glob("targets/*.list.jsonl")
        assert package.read("release/list.jsonl") == listed.read_bytes()


def later(release: Path, out: Path, browser: str, edition: str, *options: str) -> Path:
    """Build in another process whose clock is two years ahead."""
    done = run(
        sys.executable, "-c", TWO_YEARS_LATER, "--browser", browser, "--edition", edition,
        "--release", str(release), "--out", str(out), *options,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out / f"libraries-optout-{edition}-{browser}"


TWO_YEARS_LATER = """
import datetime, sys, time_machine
import manifest_builder
with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=730)):
    manifest_builder.main(standalone_mode=False)
"""


@pytest.mark.parametrize(("browser", "ending"), [("chromium", "zip"), ("firefox", "xpi")])
def test_two_builds_on_other_days_and_in_other_folders_are_byte_identical(release, tmp_path, browser, ending) -> None:
    elsewhere = Path(shutil.copytree(release, tmp_path / "another place" / "release"))
    for path in elsewhere.rglob("*"):
        os.utime(path, (0, 0))
    first = build(release, tmp_path / "one", browser).with_suffix(f".{ending}")
    second = later(elsewhere, tmp_path / "two", browser, "store").with_suffix(f".{ending}")
    assert first.read_bytes() == second.read_bytes()


def test_the_version_ends_with_the_release_and_the_site_is_the_list_s(release, tmp_path) -> None:
    folder = build(release, tmp_path, "chromium")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["version"].split(".")[-1] == "1"
    assert json.loads((folder / "edition.json").read_text()) == {
        "edition": "store",
        "site": "https://optout.example",
        "updates": "https://optout.example/updates/",
    }
    assert "connect-src 'self' https://optout.example;" in manifest["content_security_policy"]["extension_pages"]


def test_a_copy_without_updates_may_connect_to_nobody(release, tmp_path) -> None:
    folder = build(release, tmp_path, "firefox", "--no-updates")
    manifest = json.loads((folder / "manifest.json").read_text())
    assert "connect-src 'self';" in manifest["content_security_policy"]["extension_pages"]
    assert json.loads((folder / "edition.json").read_text())["updates"] is None


def test_firefox_s_icon_keeps_to_hosts_and_paths_and_leaves_subscribers_alone(release, tmp_path) -> None:
    manifest = json.loads((build(release, tmp_path, "firefox") / "manifest.json").read_text())
    shown = manifest["page_action"]["show_matches"]
    assert "*://*.creativebug.com/*" in shown
    assert "*://*.linkedin.com/learning/*" in shown
    assert "*://*.linkedin.com/*" not in shown
    assert not [pattern for pattern in shown if "//*.nytimes.com/" in pattern]
    assert "*://ezmyaccount.nytimes.com/group-pass/*" in shown


def test_the_frame_is_in_the_firefox_package_alone(release, tmp_path) -> None:
    assert (build(release, tmp_path, "firefox") / "updates/frame/frame.html").exists()
    assert not (build(release, tmp_path, "chromium") / "updates/frame").exists()


SPRINGFIELD = """\
library: {name: Springfield Public Library}
pages: [https://www.springfield.lib.example.org/resources/]
proxies: [ezproxy.springfield.lib.example.org]
updates: {address: https://list.springfield.lib.example.org/updates/}
"""


def managed(release: Path, out: Path, browser: str, *options: str) -> Path:
    done = run(
        sys.executable, "manifest_builder.py", "--browser", browser, "--edition", "managed",
        "--release", str(release), "--out", str(out), *options,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out / f"libraries-optout-managed-{browser}"


@pytest.fixture
def springfield(tmp_path: Path) -> Path:
    path = tmp_path / "springfield.yaml"
    path.write_text(SPRINGFIELD)
    return path


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
@pytest.mark.parametrize("package", ["common", "library"])
def test_the_managed_manifests_are_the_golden_ones(release, tmp_path, springfield, browser, package) -> None:
    options = ["--settings", str(springfield)] if package == "library" else []
    manifest = json.loads((managed(release, tmp_path, browser, *options) / "manifest.json").read_text())
    manifest["version"] = "0.0.0.0"  # of the state: other tests look at it
    golden = GOLDEN / f"manifest-managed-{package}-{browser}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(json.dumps(manifest, indent=2) + "\n")
    assert manifest == json.loads(golden.read_text())


def test_no_manifest_names_more_than_single_owners_hosts(release, tmp_path, springfield) -> None:
    options = ["--settings", str(springfield)]
    for browser in ("chromium", "firefox"):
        manifest = json.loads((managed(release, tmp_path, browser, *options) / "manifest.json").read_text())
        for pattern in manifest["host_permissions"]:
            scheme, _, rest = pattern.partition("://")
            host, _, path = rest.partition("/")
            assert (scheme, path) == ("https", "*"), pattern
            assert form_problem(host.removeprefix("*.")) is None, pattern
    assert form_problem("co.uk")  # so that the line above can fail


def test_the_common_package_may_see_hosts_of_rules_that_may_warn_and_no_others(release, tmp_path) -> None:
    manifest = json.loads((managed(release, tmp_path, "chromium") / "manifest.json").read_text())
    assert "https://*.creativebug.com/*" in manifest["host_permissions"]
    assert not [host for host in manifest["host_permissions"] if "linkedin" in host or "springfield" in host]
    edition = json.loads((tmp_path / "libraries-optout-managed-chromium" / "edition.json").read_text())
    assert (edition["edition"], edition["package"]) == ("managed", "common")


@pytest.mark.parametrize("browser", ["chromium", "firefox"])
def test_the_managed_edition_alone_may_ask_whether_the_computer_is_idle_by_which_it_knows_itself(
    release, tmp_path, browser
) -> None:
    folders = {managed(release, tmp_path, browser): True, build(release, tmp_path, browser): False}
    for folder, expected in folders.items():
        permissions = json.loads((folder / "manifest.json").read_text())["permissions"]
        assert ("idle" in permissions) is expected


def test_a_library_s_own_package_adds_its_pages_and_its_proxy(release, tmp_path, springfield) -> None:
    common = json.loads((managed(release, tmp_path / "common", "firefox") / "manifest.json").read_text())
    folder = managed(release, tmp_path / "own", "firefox", "--settings", str(springfield))
    own = json.loads((folder / "manifest.json").read_text())
    assert set(own["host_permissions"]) - set(common["host_permissions"]) == {
        "https://www.springfield.lib.example.org/*",
        "https://*.ezproxy.springfield.lib.example.org/*",
    }
    connect = "connect-src 'self' https://list.springfield.lib.example.org https://optout.example;"
    assert connect in own["content_security_policy"]["extension_pages"]
    assert json.loads((folder / "edition.json").read_text())["package"] == "library"


def test_only_chromium_s_managed_package_names_a_schema_and_a_place_for_newer_ones(release, tmp_path) -> None:
    newer = "https://optout.example/extension/chromium/updates.xml"
    folder = managed(release, tmp_path, "chromium", "--newer", newer)
    manifest = json.loads((folder / "manifest.json").read_text())
    schema = json.loads((folder / manifest["storage"]["managed_schema"]).read_text())
    assert {name: field["type"] for name, field in schema["properties"].items()} == {
        "settings": "string",
        "settings_version": "string",
    }
    assert manifest["update_url"] == newer
    firefox = managed(release, tmp_path, "firefox")
    assert "storage" not in json.loads((firefox / "manifest.json").read_text())
    assert not (firefox / "managed_schema.json").exists()


@pytest.mark.parametrize(("browser", "ending"), [("chromium", "zip"), ("firefox", "xpi")])
@pytest.mark.parametrize("package", ["common", "library"])
def test_managed_packages_are_byte_identical_on_other_days_and_in_other_folders(
    release, tmp_path, springfield, browser, ending, package
) -> None:
    options = ["--settings", str(springfield)] if package == "library" else []
    elsewhere = Path(shutil.copytree(release, tmp_path / "another place" / "release"))
    first = managed(release, tmp_path / "one", browser, *options).with_suffix(f".{ending}")
    second = later(elsewhere, tmp_path / "two", browser, "managed", *options).with_suffix(f".{ending}")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("library: {name: X}\nproxies: [co.uk]\n", "proxies[0] is a public suffix"),
        ("library: {name: X}\nproxies: ['*.lib.org']\n", "proxies[0] is not a host name"),
        ("library: {name: X}\nhidden: [nobody]\n", "there is no rule 'nobody'"),
        ("library: {name: X}\nadvice: {creativebug: {text: '<script>'}}\n", "looks like markup"),
        (f"library: {{name: {'A' * 1_000_000}}}\n", "library.name is longer than 120 characters"),
    ],
    ids=["public suffix", "wrong host", "unknown rule", "script", "a megabyte"],
)
def test_bad_settings_are_said_plainly_and_leave_nothing_behind(release, tmp_path, settings, said) -> None:
    path = tmp_path / "library.yaml"
    path.write_text(settings)
    out = tmp_path / "out"
    done = run(
        sys.executable, "manifest_builder.py", "--browser", "firefox", "--edition", "managed",
        "--release", str(release), "--out", str(out), "--settings", str(path),
    )  # fmt: skip
    assert done.returncode == 1
    assert said in done.stderr
    assert "mend: " in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr) < 500
    assert not out.exists()


def test_a_folder_without_a_release_is_said_plainly(tmp_path) -> None:
    done = run(
        sys.executable, "manifest_builder.py", "--browser", "firefox", "--edition", "store", "--release", str(tmp_path)
    )  # fmt: skip
    assert done.returncode == 1
    assert "There is no release" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_the_browser_runs_as_a_classic_script_is_none_of_a_module_s(release, tmp_path) -> None:
    folder = build(release, tmp_path, "firefox")
    scripts = [*folder.glob("library-pages/*.js"), *folder.glob("updates/**/*.js")]
    assert len(scripts) > 5
    assert not [path.name for path in scripts if re.search(r"^(import|export)\b", path.read_text(), re.MULTILINE)]


def test_code_that_is_missing_or_older_than_its_sources_is_said_plainly(tmp_path, monkeypatch) -> None:
    sources, code = tmp_path / "extension", tmp_path / "code"
    sources.mkdir()
    code.mkdir()
    monkeypatch.setattr(code_files, "_SOURCES", sources)
    monkeypatch.setattr(code_files, "CODE", code)
    monkeypatch.setattr(code_files, "_STAMP", code / ".built")
    with pytest.raises(OptOutError, match=r"has not been put together\. .* make code"):
        code_files.code_files()
    (sources / "main.js").write_text("1;\n")
    (code / "main.js").write_text("1;\n")
    (code / ".built").touch()
    assert code_files.code_files() == {"main.js": b"1;\n"}
    os.utime(sources / "main.js", (time.time() + 60, time.time() + 60))
    with pytest.raises(OptOutError, match=r"extension/ has changed since .* make code"):
        code_files.code_files()
