"""Releases: the list's bytes, the signatures, and what python-tuf's own client makes of them."""

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from publishing import NOW, publish
from tuf.api.exceptions import DownloadHTTPError
from tuf.api.metadata import Metadata
from tuf.ngclient import FetcherInterface, Updater

from server.catalogue.folder import read_folder
from server.config import Environment
from server.context import Context
from server.errors import OptOutError
from server.releases.history import history
from server.releases.publishing import publish_with_development_keys
from server.releases.reading import PublishedReader
from server.releases.repository import Repository
from server.releases.rule_list import Header, build_list, compare, fingerprint
from server.releases.tables import ReleaseRow


def test_the_same_content_gives_the_same_bytes_whatever_the_order(rules: Path) -> None:
    catalogue = read_folder(rules).catalogue
    header = Header(release=1, date=NOW.date(), site="https://o.example", starter=True)
    assert build_list(catalogue, header) == build_list(read_folder(rules).catalogue, header)
    lines = build_list(catalogue, header).decode().splitlines()
    names = [(json.loads(line)["kind"], json.loads(line)["id"]) for line in lines[1:]]
    assert names == sorted(names)
    for line in lines:
        assert line == json.dumps(json.loads(line), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def test_two_lists_differ_in_whole_lines(rules: Path) -> None:
    header = Header(release=1, date=NOW.date(), site="https://o.example", starter=True)
    before = build_list(read_folder(rules).catalogue, header)
    path = rules / "vendors" / "libby.yaml"
    path.write_text(path.read_text().replace("name: Libby", "name: Libby, the app", 1))
    change = compare(before, build_list(read_folder(rules).catalogue, header))
    assert (change.added, change.changed, change.removed) == ((), ("rule libby",), ())


def test_a_draft_of_a_campaign_stays_at_home(rules: Path) -> None:
    path = rules / "campaigns" / "linkedin.yaml"
    path.write_text(path.read_text().replace("state: won", "state: draft"))
    header = Header(release=1, date=NOW.date(), site="https://o.example", starter=True)
    assert b'Libraries OptOut of LinkedIn"' not in build_list(read_folder(rules).catalogue, header)


class LocalFetcher(FetcherInterface):
    """python-tuf's client on a folder instead of a server."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder

    def _fetch(self, url: str):
        path = self._folder / url.removeprefix("http://updates/")
        if not path.exists():
            raise DownloadHTTPError("not there", 404)
        yield path.read_bytes()


def read_with_python_tuf(folder: Path, client: Path) -> tuple[bytes, bytes]:
    """The list and the mutes, as any TUF client gets them."""
    (client / "targets").mkdir(parents=True, exist_ok=True)
    root = (folder / "1.root.json").read_bytes()
    updater = Updater(
        str(client / "metadata"),
        "http://updates/",
        str(client / "targets"),
        "http://updates/targets/",
        fetcher=LocalFetcher(folder),
        bootstrap=root,
    )
    files = []
    for name in ("list.jsonl", "mute.jsonl"):
        info = updater.get_targetinfo(name)
        assert info is not None
        files.append(Path(updater.download_target(info)).read_bytes())
    return files[0], files[1]


def test_python_tuf_reads_every_release(context: Context, rules: Path, tmp_path: Path, time_machine) -> None:
    path = rules / "vendors" / "libby.yaml"
    for number in range(1, 4):
        now = NOW + timedelta(days=number)
        time_machine.move_to(now)
        path.write_text(path.read_text().replace("name: Libby", "name: Libby!", 1))
        publish(context, rules, now=now)
        listed, mutes = read_with_python_tuf(context.settings.updates_folder, tmp_path / "client")
        assert json.loads(listed.splitlines()[0])["release"] == number
        assert mutes == b'{"kind":"header","schema":1}\n'


def test_publishing_again_without_a_change_makes_no_release_but_signs_the_dates_anew(
    context: Context, rules: Path
) -> None:
    publish(context, rules)
    folder = context.settings.updates_folder
    before = Repository(folder).read()
    again = publish(context, rules, now=NOW + timedelta(days=1))
    after = Repository(folder).read()
    assert before is not None
    assert after is not None
    assert (again.release, bool(again.change)) == (1, False)
    assert after.list_bytes == before.list_bytes
    assert after.targets_bytes == before.targets_bytes
    assert after.timestamp.signed.version == before.timestamp.signed.version + 1
    assert after.timestamp.signed.expires > before.timestamp.signed.expires
    with context.database.read() as session:
        assert [row.number for row in session.query(ReleaseRow)] == [1]


def test_metadata_lives_as_long_as_the_design_says(context: Context, rules: Path) -> None:
    publish(context, rules)
    published = Repository(context.settings.updates_folder).read()
    assert published is not None
    days = {
        role: (getattr(published, role).signed.expires - NOW).days
        for role in ("root", "targets", "snapshot", "timestamp", "mute")
    }
    assert days == {"root": 730, "targets": 180, "snapshot": 7, "timestamp": 7, "mute": 7}


def test_the_mute_role_is_trusted_for_mutes_alone(context: Context, rules: Path) -> None:
    publish(context, rules)
    published = Repository(context.settings.updates_folder).read()
    assert published is not None
    role = published.targets.signed.delegations.roles["mute"]
    assert (role.paths, role.terminating, role.threshold) == (["mute.jsonl"], True, 1)


def test_a_release_that_changes_more_than_a_fifth_of_the_rules_needs_a_word_of_its_own(
    context: Context, rules: Path
) -> None:
    publish(context, rules)
    for path in sorted((rules / "vendors").glob("*.yaml"))[:6]:
        path.unlink()
    with pytest.raises(OptOutError, match="would change 26% of the rules"):
        publish(context, rules, allow_large_change=False)
    assert publish(context, rules, allow_large_change=True).release == 2


def test_production_refuses_development_keys(context: Context) -> None:
    settings = context.settings.model_copy(update={"environment": Environment.PRODUCTION})
    with pytest.raises(OptOutError, match="refuses development keys"), context.database.write() as session:
        publish_with_development_keys(session, settings)


def test_nothing_to_publish_is_said_plainly(context: Context) -> None:
    with pytest.raises(OptOutError, match="There are no rules to publish"), context.database.write() as session:
        publish_with_development_keys(session, context.settings)


def test_the_list_and_its_root_say_that_they_are_for_trying_out(context: Context, rules: Path) -> None:
    publish(context, rules)
    listed = PublishedReader(context.settings.updates_folder).current()
    assert listed is not None
    assert listed.starter
    assert listed.development_keys
    root = Metadata.from_file(str(context.settings.updates_folder / "1.root.json"))
    assert root.signed.unrecognized_fields == {"x-optout-development-keys": True}


def test_development_keys_are_readable_by_their_owner_alone(context: Context, rules: Path) -> None:
    publish(context, rules)
    for path in (context.settings.keys_folder / "development").iterdir():
        assert path.stat().st_mode & 0o077 == 0


def test_a_repository_that_lost_a_file_is_named_not_served_as_empty(context: Context, rules: Path) -> None:
    publish(context, rules)
    (context.settings.updates_folder / "1.targets.json").unlink()
    with pytest.raises(OptOutError, match=r"is broken: .*1\.targets\.json"):
        Repository(context.settings.updates_folder).read()


def test_a_failing_disk_leaves_the_last_release_whole(context: Context, rules: Path, monkeypatch) -> None:
    publish(context, rules)
    before = Repository(context.settings.updates_folder).read()
    path = rules / "vendors" / "libby.yaml"
    path.write_text(path.read_text().replace("name: Libby", "name: Libby!", 1))
    calls = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 3:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OptOutError, match="the last release still stands"):
        publish(context, rules)
    assert Repository(context.settings.updates_folder).read() == before
    with context.database.read() as session:
        assert [row.number for row in session.query(ReleaseRow)] == [1]


def test_the_fingerprint_is_what_people_compare() -> None:
    assert fingerprint("0123456789abcdef") == "0123 4567"


def test_the_history_tells_what_each_release_changed_newest_first(context: Context, rules: Path) -> None:
    first = publish(context, rules)
    (rules / "vendors" / "libby.yaml").unlink()
    publish(context, rules)
    with context.database.read() as session:
        newest, oldest = history(session)
    assert (newest.number, newest.removed, newest.added, newest.changed) == (2, ("rule libby",), (), ())
    assert (oldest.number, oldest.sha256, oldest.rules) == (1, first.digest, 23)
    assert oldest.fingerprint.replace(" ", "") == first.digest[:8]
