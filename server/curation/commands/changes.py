"""``optout changes``: propose, review and approve changes of the list, under the name of whoever's token it is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import click
from ruamel.yaml.error import YAMLError
from sqlalchemy.orm import Session

from server.accounts.acting import acting
from server.accounts.actor import Actor
from server.catalogue.lines import canonical
from server.catalogue.model import Kind
from server.catalogue.yaml_form import from_yaml
from server.context import Context, pass_context
from server.curation import changes, documents, evidence, reviewing, showing, snapshots
from server.curation.documents import KINDS
from server.curation.errors import Document, OvertakenError, UnfitError
from server.curation.states import State
from server.curation.tables import ChangeRow
from server.database import explained
from server.errors import OptOutError
from server.journal.commands import plain

_NUMBER = click.argument("number", type=int)
_FILE = click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
_VERSION = click.option("--version", type=int, required=True, help="The version that you looked at.")
_WHY = click.option("--why", required=True, help="The reason, for the reviewers: one paragraph.")
_KIND = click.option(
    "--kind", type=click.Choice([str(kind) for kind in KINDS]), default=str(Kind.RULE), show_default=True
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")


@click.group("changes")
def changes_group() -> None:
    """Propose changes of the list, review them, approve them. OPTOUT_TOKEN says who you are.

    Example: optout changes list
    """


@changes_group.command("list")
@click.option("--state", type=click.Choice([str(state) for state in State]), help="The open ones, if left out.")
@_JSON
@pass_context
def list_(context: Context, state: str | None, *, as_json: bool) -> None:
    """List changes, newest first.

    Example: optout changes list --state "in review"
    """
    with explained(context.settings.database), context.database.read() as session:
        found = [showing.short(session, row) for row in changes.listed(session, *([State(state)] if state else []))]
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
        return
    for facts in found:
        click.echo(showing.line(facts))
    if not found:
        click.echo("There is none.")


@changes_group.command()
@_NUMBER
@_JSON
@pass_context
def show(context: Context, number: int, *, as_json: bool) -> None:
    """Show a change: what differs, what it does to the list, what the gates say, its evidence, and what was said.

    Example: optout changes show 12
    """
    with explained(context.settings.database), context.database.read() as session:
        facts = showing.whole(session, changes.numbered(session, number), _today())
    click.echo(json.dumps(facts, indent=2, ensure_ascii=False) if as_json else "\n".join(showing.page(facts)))


@changes_group.command()
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
@pass_context
def queue(context: Context, *, as_json: bool) -> None:
    """Say what waits for a review, and which statements have to be checked within a month.

    Example: optout changes queue
    """
    with _acting(context) as (session, actor):
        waits = showing.queue(session, actor, _today())
    review, check = waits["to_review"], waits["to_check"]
    if as_json:
        click.echo(json.dumps(waits, indent=2, ensure_ascii=False))
        return
    for facts in review:
        click.echo(showing.line(facts) + (" (yours: somebody else decides)" if facts["own"] else ""))
    for facts in check:
        late = "overdue since" if facts["overdue"] else "to check by"
        click.echo(f"{facts['rule']} {facts['disclosure']}: {late} {facts['review_by']}")
    if not review and not check:
        click.echo("Nothing waits.")


@changes_group.command()
@_FILE
@_KIND
@_WHY
@pass_context
def propose(context: Context, file: Path, kind: str, why: str) -> None:
    """Propose what FILE says, in the form of rules/vendors/ID.yaml or as JSON. Its id says which entry it is.

    Example: optout changes propose creativebug.yaml --why "The admin guide was changed in May."
    """
    document = _read(file)
    with _acting(context) as (session, actor):
        content = changes.Content(document, why)
        row = changes.propose(session, actor, Kind(kind), str(document.get("id", "")), content)
        _say(session, row)


@changes_group.command()
@click.argument("entry")
@_KIND
@_WHY
@pass_context
def remove(context: Context, entry: str, kind: str, why: str) -> None:
    """Propose to take ENTRY out of the list.

    Example: optout changes remove some-product --why "The product was closed in March."
    """
    with _acting(context) as (session, actor):
        row = changes.propose(session, actor, Kind(kind), entry, changes.Content(None, why))
        _say(session, row)


@changes_group.command()
@_NUMBER
@_FILE
@_VERSION
@_WHY
@click.option("--anew", is_flag=True, help="FILE was made from what is in force now: measure it against that.")
@pass_context
def edit(context: Context, number: int, file: Path, version: int, why: str, *, anew: bool) -> None:  # noqa: PLR0913
    """Give a change another form. It is a draft again, whatever was approved before.

    Example: optout changes edit 12 creativebug.yaml --version 1 --why "With the date of the guide."
    """
    document = _read(file)
    with _acting(context) as (session, actor):
        row = changes.edit(session, actor, number, version, changes.Content(document, why), anew=anew)
        _say(session, row)


@changes_group.command("request-review")
@_NUMBER
@_VERSION
@pass_context
def request_review(context: Context, number: int, version: int) -> None:
    """Ask others to look at a change.

    Example: optout changes request-review 12 --version 1
    """
    with _acting(context) as (session, actor):
        _say(session, reviewing.request_review(session, actor, number, version, _today()))


@changes_group.command()
@_NUMBER
@_VERSION
@click.option("--sha256", required=True, help="The hash that optout changes show printed.")
@click.option("--remark", default="", help="What you have to say about it.")
@pass_context
def approve(context: Context, number: int, version: int, sha256: str, remark: str) -> None:
    """Approve exactly what you saw: the next release has it. Not your own, and not before you opened its evidence.

    Example: optout changes approve 12 --version 1 --sha256 5feceb66…
    """
    with _acting(context) as (session, actor):
        _say(session, reviewing.approve(session, actor, number, version, sha256, _today(), remark=remark))


@changes_group.command("request-changes")
@_NUMBER
@_VERSION
@click.option("--remark", required=True, help="What has to be different.")
@pass_context
def request_changes(context: Context, number: int, version: int, remark: str) -> None:
    """Say what has to be different first; an approval is taken back.

    Example: optout changes request-changes 12 --version 1 --remark "Which page says so?"
    """
    with _acting(context) as (session, actor):
        _say(session, reviewing.request_changes(session, actor, number, version, remark))


@changes_group.command()
@_NUMBER
@_VERSION
@click.option("--remark", default="", help="Why.")
@pass_context
def withdraw(context: Context, number: int, version: int, remark: str) -> None:
    """Take a change out of the way for good.

    Example: optout changes withdraw 12 --version 1 --remark "The page was taken down."
    """
    with _acting(context) as (session, actor):
        _say(session, reviewing.withdraw(session, actor, number, version, remark))


@changes_group.command()
@_NUMBER
@click.argument("text")
@pass_context
def comment(context: Context, number: int, text: str) -> None:
    """Say something about a change.

    Example: optout changes comment 12 "The library of Toledo says the same."
    """
    with _acting(context) as (session, actor):
        reviewing.comment(session, actor, number, text)
    click.echo("It stands there.")


@changes_group.command()
@_NUMBER
@click.argument("source")
@_FILE
@pass_context
def attach(context: Context, number: int, source: str, file: Path) -> None:
    """Keep FILE, a picture, PDF or plain text, as what SOURCE said.

    Example: optout changes attach 12 custom-admin-portal portal.pdf
    """
    if file.stat().st_size > snapshots.LARGEST:
        raise UnfitError("This file is too large.", mend=f"At most {snapshots.LARGEST // 1024 // 1024} MB.")
    data = file.read_bytes()
    with _acting(context) as (session, actor):
        row = evidence.attach(session, actor, number, source, data)
        click.echo(f"{row.media_type}, {row.length} bytes, {row.sha256}")


@changes_group.command("open")
@_NUMBER
@click.argument("source")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to put its files into.")
@pass_context
def open_(context: Context, number: int, source: str, out: Path | None) -> None:
    """Say where SOURCE is, write its files, and note that you have opened it: read it now.

    Example: optout changes open 12 custom-admin-portal --out evidence
    """
    with _acting(context) as (session, actor):
        found = evidence.opened(session, actor, number, source)
        for field in ("url", "archive", "says"):
            if found.source.get(field):
                click.echo(plain(f"{field}: {found.source[field]}"))
        for snapshot in found.snapshots:
            name = f"{snapshot.sha256[:16]}.{snapshots.SUFFIXES[snapshot.media_type]}"
            if out:
                out.mkdir(parents=True, exist_ok=True)
                (out / name).write_bytes(snapshot.data)
            click.echo(f"file: {out / name if out else name + ' (--out FOLDER writes it)'}")


@contextmanager
def _acting(context: Context) -> Iterator[tuple[Session, Actor]]:
    """A write transaction under the name of whoever's token it is; what is wrong is said with its details."""
    try:
        with explained(context.settings.database), context.database.write() as session:
            yield session, acting(session)
    except UnfitError as error:
        for flaw in error.flaws:
            click.echo(plain(f"  {flaw.field or 'the whole'}: {flaw.message}. {flaw.mend}".rstrip()), err=True)
        raise
    except OvertakenError as error:
        for word, form in (("you began with", error.base), ("it is now", error.theirs), ("you wanted", error.mine)):
            if form is not None:
                click.echo(plain(f"  {word}: {canonical(form)}"), err=True)
        raise


def _read(file: Path) -> Document:
    if file.stat().st_size > documents.LONGEST:
        raise UnfitError("This is too long.", mend=f"At most {documents.LONGEST} characters.")
    try:
        document = from_yaml(file.read_text(encoding="utf-8"))
    except (YAMLError, UnicodeDecodeError, ValueError):
        raise OptOutError(
            f"{file} is neither YAML nor JSON.", "Look at it: optout rules check names the line."
        ) from None
    if not isinstance(document, dict):
        raise OptOutError(f"{file} holds no entry.", "One record, as in rules/vendors/.")
    return document


def _say(session: Session, row: ChangeRow) -> None:
    click.echo(showing.line(showing.short(session, row)))


def _today() -> date:
    return datetime.now(UTC).date()
