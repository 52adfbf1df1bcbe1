"""``optout publish``: no name in it, whole at every moment, and served by a real nginx as the application serves it."""

import gzip
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import brotli
import pytest
from click.testing import CliRunner
from harness.site import ROOT, free_port
from harness.waiting import wait_for
from publishing import publish
from test_petition import Petition
from werkzeug.serving import make_server

from server.app import create_app
from server.cli import cli
from server.context import Context
from server.errors import OptOutError
from server.releases import mutes
from server.releases.muting import publish_mutes
from server.static_copy import folder as on_disk
from server.static_copy.folder import publish_folder
from server.static_copy.nginx import configuration

pytestmark = pytest.mark.thorough

NAMES = ("Annabel Quillfeather", "Bartholomew Ximenes", "Yolanda Zuckerkandl")
# What differs from server to server, or is of the connection alone.
OF_THE_SERVER = {"connection", "content-length", "date", "server", "accept-ranges", "vary"}
# What Flask adds to stylesheets and pictures beyond how long they may be kept.
OF_FLASK_S_FILES = {"content-disposition", "etag", "expires", "last-modified"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One database is enough: what is copied is made of files."""
    return sqlite_url


@pytest.fixture
def installation(context: Context, rules: Path) -> Iterator[Context]:
    """An installation that nginx stands before, with people in its database: one signed, one decided on a mute."""
    settings = context.settings.model_copy(
        update={"public_url": f"http://127.0.0.1:{free_port()}", "port": free_port(), "trusted_proxies": 1}
    )
    ours = Context(settings)
    publish(ours, rules)
    Petition(ours).confirmed(display="full", name=NAMES[0], place="Ghent")
    with ours.database.write() as session:
        mutes.add(session, {"creativebug"}, "creativebug", reason="We check.", by=NAMES[1], now=datetime.now(UTC))
        mutes.decide_lift(mutes.of_rule(session, "creativebug"), reason="It is so.", by=NAMES[2], now=datetime.now(UTC))
    publish_mutes(ours.database, ours.settings, datetime.now(UTC))
    yield ours
    ours.database.close()


def copied(context: Context, to: Path) -> Path:
    """The published state, made by the command."""
    done = CliRunner().invoke(cli, ["publish", str(to)], obj=context, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return to / "current"


def names_in(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_no_name_of_a_person_is_in_it_not_even_compressed(installation, tmp_path) -> None:
    app = create_app(installation.settings)
    history = app.test_client().get("/releases/", base_url=installation.settings.site).text
    signers = app.test_client().get("/campaigns/library-card-is-enough/signers/", base_url=installation.settings.site)
    app.extensions["optout"].database.close()
    assert NAMES[0] in signers.text  # they are on the server's own pages
    assert NAMES[1] in history
    root = copied(installation, tmp_path / "copy")
    read = {".gz": gzip.decompress, ".br": brotli.decompress}
    for path in root.rglob("*"):
        if path.is_file():
            data = read.get(path.suffix, bytes)(path.read_bytes())
            assert not [name for name in NAMES if name.encode() in data], path
            assert b"Quillfeather" not in data


def test_it_holds_lists_pages_documents_and_packages_and_no_form(installation, tmp_path) -> None:
    found = names_in(copied(installation, tmp_path / "copy"))
    assert {
        "index.html",
        "es/index.html",
        "resources/creativebug/index.html",
        "es/resources/creativebug/label/index.html",
        "resources/hoopla/code.svg",
        "api/index.html",
        "api/v1/rules.json",
        "api/v1/rules/creativebug.json",
        "static/site.css",
        "updates/1.root.json",
        "updates/timestamp.json",
        "extension/chromium/updates.xml",
        "extension/firefox/updates.json",
        "extension/firefox/libraries-optout.xpi",
    } <= found
    assert any(re.fullmatch(r"extension/chromium/libraries-optout-[0-9.]+\.crx", name) for name in found)
    assert not [name for name in found if re.search(r"sign/|join|/link/|entry|news|for-libraries|releases|en-XA", name)]
    assert not [name for name in found if name.endswith((".crx.gz", ".xpi.br", ".png.gz"))]
    assert "resources/index.html.gz" in found
    assert "resources/index.html.br" in found


def test_the_same_state_is_the_same_folder_and_is_not_written_twice(installation, tmp_path) -> None:
    root = copied(installation, tmp_path / "copy")
    before = {name: (root / name).stat().st_mtime_ns for name in names_in(root)}
    again = copied(installation, tmp_path / "copy")
    assert {name: (again / name).stat().st_mtime_ns for name in names_in(again)} == before
    elsewhere = copied(installation, tmp_path / "another place")
    assert elsewhere.readlink() == root.readlink()
    assert {name: (elsewhere / name).read_bytes() for name in names_in(elsewhere)} == {
        name: (root / name).read_bytes() for name in names_in(root)
    }


def test_a_mute_makes_a_new_state_in_which_the_packages_of_the_old_one_are_still_found(installation, tmp_path) -> None:
    first = copied(installation, tmp_path / "copy")
    state, names = first.readlink(), names_in(first)
    publish_mutes(installation.database, installation.settings, datetime.now(UTC))
    second = copied(installation, tmp_path / "copy")
    assert second.readlink() != state
    packages = {name for name in names if re.search(r"-[0-9.]+\.(crx|xpi)$", name)}
    assert len(packages) == 2
    assert packages < names_in(second)
    assert (tmp_path / "copy" / state).is_dir()  # whoever is in the middle of it can go on
    publish_mutes(installation.database, installation.settings, datetime.now(UTC))
    copied(installation, tmp_path / "copy")
    assert len(list((tmp_path / "copy").glob("state-*"))) == 2


def test_a_watching_publisher_follows_a_mute_by_itself_and_ends_when_told(installation, tmp_path) -> None:
    environment = {
        **os.environ,
        "OPTOUT_INSTANCE": str(installation.settings.instance),
        "OPTOUT_DATABASE_URL": installation.settings.database_url,
        "OPTOUT_PUBLIC_URL": installation.settings.site,
    }
    command = [
        sys.executable,
        "-c",
        "from server.cli import main; main()",
        "publish",
        str(tmp_path / "copy"),
        "--watch",
    ]
    watching = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        current = tmp_path / "copy" / "current"
        wait_for(lambda: watching.poll() is None and current.exists(), "the first copy", seconds=60)
        wait_for((tmp_path / "copy" / "nginx.conf").exists, "its configuration", seconds=60)
        first = (current / "updates" / "timestamp.json").read_bytes()
        publish_mutes(installation.database, installation.settings, datetime.now(UTC))
        newest = (installation.settings.updates_folder / "timestamp.json").read_bytes()
        assert newest != first
        wait_for(lambda: (current / "updates" / "timestamp.json").read_bytes() == newest, "the next", seconds=60)
    finally:
        watching.terminate()
        assert watching.wait(60) == 0


def test_a_full_disk_leaves_the_old_state_whole_and_nothing_beside_it(tmp_path, monkeypatch) -> None:
    publish_folder(tmp_path, {"index.html": b"old"})
    real, written = on_disk.write_file, []

    def write(path: Path, data: bytes) -> None:
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        written.append(path)
        real(path, data)

    monkeypatch.setattr(on_disk, "write_file", write)
    with pytest.raises(OptOutError, match="No space left on device"):
        publish_folder(tmp_path, {f"{number}.html": b"new" for number in range(5)})
    assert names_in(tmp_path / "current") == {"index.html"}
    assert (tmp_path / "current" / "index.html").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != ".lock") == [
        "current",
        str((tmp_path / "current").readlink()),
    ]


def test_what_a_killed_publisher_left_is_removed_by_the_next(tmp_path) -> None:
    (tmp_path / ".new-x" / "state-1").mkdir(parents=True)
    (tmp_path / ".new-x" / "state-1" / "half").write_bytes(b"half")
    publish_folder(tmp_path, {"index.html": b"new"})
    assert not list(tmp_path.glob(".new-*"))


def test_before_the_first_list_nothing_is_made(context, tmp_path) -> None:
    done = CliRunner().invoke(cli, ["publish", str(tmp_path / "copy")], obj=context)
    assert isinstance(done.exception, OptOutError)
    assert "There is no release yet." in str(done.exception)
    assert not (tmp_path / "copy").exists()


@pytest.fixture
def served(installation: Context, tmp_path: Path) -> Iterator[tuple[Context, Path]]:
    """The copy behind a real nginx with our own configuration, and the application behind both."""
    if not shutil.which("nginx"):
        pytest.fail("nginx is missing. Install it: apt-get install nginx-light", pytrace=False)
    settings = installation.settings
    root = copied(installation, tmp_path / "copy")
    app = create_app(settings)
    server = make_server("127.0.0.1", settings.port, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = settings.site.rsplit(":", 1)[1]
    (tmp_path / "site.conf").write_text(configuration(settings, root, listen=f"127.0.0.1:{port}"))
    temporary = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    (tmp_path / "nginx.conf").write_text(
        f"{user} daemon off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; worker_processes 1;\n"
        f"events {{}}\nhttp {{ {temporary} include {tmp_path}/site.conf; }}\n"
    )
    command = ["nginx", "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path), "-e", str(tmp_path / "error.log")]
    assert subprocess.run([*command, "-t"], capture_output=True, check=False).returncode == 0
    nginx = subprocess.Popen(command)
    try:
        wait_for(lambda: socket.create_connection(("127.0.0.1", int(port)), 1).close() or True, "nginx")
        yield installation, root
    finally:
        nginx.terminate()
        nginx.wait(20)
        server.shutdown()
        server.server_close()
        app.extensions["optout"].database.close()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer, data


def address_of(name: str) -> str:
    name = name.removesuffix("index.html")
    if name.startswith("api/v1/") and name != "api/v1/openapi.json":
        name = name.removesuffix(".json")
    return f"/{name}"


def test_nginx_serves_every_document_with_the_application_s_own_bytes_and_headers(served) -> None:
    context, root = served
    outer, inner = int(context.settings.site.rsplit(":", 1)[1]), context.settings.port
    host = {"Host": f"127.0.0.1:{outer}"}
    found = sorted(name for name in names_in(root) if not name.endswith((".gz", ".br")))
    assert len(found) > 200
    differing = {}
    for name in found:
        path = address_of(name)
        copy, data = ask(outer, path)
        own, expected = ask(inner, path, **host)
        assert (copy.status, data) == (200, expected), path
        assert copy.getheader("Server", "").startswith("nginx")
        of_flask = OF_FLASK_S_FILES if "/static/" in path else set()
        difference = {item for item in _compared(own) ^ _compared(copy) if item[0] not in of_flask | OF_THE_SERVER}
        differing |= {path: difference} if difference else {}
    assert differing == {}


def _compared(answer: HTTPResponse) -> set[tuple[str, str]]:
    return {(name.lower(), value) for name, value in answer.getheaders()}


def test_nginx_hands_the_rest_to_the_application_and_compressed_files_to_browsers(served) -> None:
    context, root = served
    port = int(context.settings.site.rsplit(":", 1)[1])
    packed, data = ask(port, "/resources/", **{"Accept-Encoding": "gzip"})
    assert packed.getheader("Content-Encoding") == "gzip"
    assert packed.getheader("Vary") == "Accept-Encoding"
    assert data == (root / "resources" / "index.html.gz").read_bytes()
    assert gzip.decompress(data) == (root / "resources" / "index.html").read_bytes()

    history, data = ask(port, "/releases/")
    assert history.status == 200
    assert NAMES[1].encode() in data
    assert ask(port, "/for-libraries/kit/")[0].status == 200
    assert ask(port, "/campaigns/library-card-is-enough/sign/")[0].status == 200
    assert ask(port, "/for-libraries/kit/", "POST")[0].status == 422
    assert ask(port, "/nothing/")[0].status == 404
    missing, data = ask(port, "/updates/2.root.json")
    assert (missing.status, data) == (404, b"not there\n")

    one_address, _ = ask(port, "/resources/?utm_source=x")
    assert (one_address.status, one_address.getheader("Location")) == (308, "/resources/")
    assert ask(port, "/api/v1/rules?x=1")[0].status == 400
    asked, data = ask(port, "/extension/chromium/updates.xml?os=linux&x=id%3Daa%26v%3D0.0.0.0%26uc")
    assert (asked.status, data) == (200, (root / "extension/chromium/updates.xml").read_bytes())
    whole, _ = ask(port, "/updates/timestamp.json", **{"If-None-Match": '"x"', "If-Modified-Since": "x"})
    assert whole.status == 200
    assert whole.getheader("ETag") is None
    assert whole.getheader("Last-Modified") is None
