"""``optout match``: which rule knows an address, and why."""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from server.catalogue.folder import read_folder
from server.catalogue.model import Catalogue
from server.context import Context, pass_context
from server.errors import OptOutError
from server.matching.matcher import Examination, Matcher
from server.releases.reading import PublishedReader

_RULES = Path("rules")


@click.command("match")
@click.argument("urls", nargs=-1, metavar="[URL]…")
@click.option("--proxy-host", "proxy_hosts", multiple=True, help="A proxy host of the library's own; may be repeated.")
@click.option(
    "--login-template", "templates", multiple=True, help="A login address with $@ for the target; repeatable."
)
@click.option("--rules", "rules", type=click.Path(path_type=Path), help="A folder of rules, or a list.jsonl, to go by.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@pass_context
def match(  # noqa: PLR0913 - each is an option of the command
    context: Context,
    urls: tuple[str, ...],
    *,
    proxy_hosts: tuple[str, ...],
    templates: tuple[str, ...],
    rules: Path | None,
    as_json: bool,
) -> None:
    """Say which rule knows each URL, on what road, how surely, and by which steps it was read.

    Without URLs they are read from standard input, one a line. Goes by the published list, or by rules/ if nothing is
    published.

    Example: optout match "https://ezproxy.spl.org/login?url=https://www.creativebug.com/"
    """
    matcher = Matcher(_rule_list(context, rules), proxy_hosts=proxy_hosts, login_templates=templates)
    for url in urls or _lines():
        examination = matcher.examine(url)
        click.echo(_as_json(url, examination) if as_json else _as_text(url, examination))


def _lines() -> Iterable[str]:
    return (line.strip() for line in sys.stdin if line.strip())


def _rule_list(context: Context, rules: Path | None) -> dict[str, Any] | Catalogue:
    if rules and not rules.is_dir():
        return _from_file(rules)
    published = None if rules else PublishedReader(context.settings.updates_folder).current()
    return published.catalogue if published else read_folder(rules or _RULES).catalogue


def _from_file(path: Path) -> dict[str, list[dict[str, Any]]]:
    try:
        entries = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        kinds = {"rules": "rule", "proxies": "proxy", "rewrites": "rewrite"}
        return {name: [entry for entry in entries if entry["kind"] == kind] for name, kind in kinds.items()}
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise OptOutError(
            f"{path} is no rule list.", "Name a folder of rules, or a list.jsonl as it is published."
        ) from error


def _as_json(url: str, examination: Examination) -> str:
    found = asdict(examination)
    found["steps"] = [{key: value for key, value in step.items() if value} for step in found["steps"]]
    return json.dumps({"url": url, **found}, ensure_ascii=False)


def _as_text(url: str, examination: Examination) -> str:
    lines = [url, *(f"  {step.form}: {step.url or step.host}" for step in examination.steps)]
    match = examination.match
    if match:
        how = "certain" if match.certain else "appears to be"
        lines.append(f"  → {match.rule} ({match.via}, {match.host}, {how})")
    elif examination.opaque:
        lines.append(f"  → nothing: the address does not say where it leads ({examination.opaque})")
    else:
        lines.append("  → nothing")
    return "\n".join(lines)
