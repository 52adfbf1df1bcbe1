"""What is copied, as the application itself answers it.

Left to the server: forms and private links; what may change at any moment because somebody wishes it (who signs, who
takes part, the counts); and whatever may carry a person's name, which is also the history of the list, for it says who
decided on a suspended warning.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from server.config import Settings
from server.deployment.self_hosted import self_hosted_files
from server.errors import OptOutError
from server.releases.reading import PublishedList

# Pages in every language; each variable stands for all that there are.
_PAGES = {
    "home", "resources", "resource", "label", "code", "campaigns", "campaign_code", "share", "get", "check", "privacy",
    "held", "what_we_list", "accessibility", "corrections", "correction", "donate",
}  # fmt: skip
_OTHERS = {
    "reference.page", "api.list_rules", "api.get_rule", "api.list_campaigns", "api.get_campaign", "api.get_document",
}  # fmt: skip
_STATIC = {"static", "reference.static"}
_OF_CAMPAIGNS = {"campaign_code", "share", "get_campaign"}


def documents(app: Flask, settings: Settings) -> dict[str, bytes]:
    """File name -> bytes. The caller holds the repository's lock, so that all of it is of one state.

    Raises:
        OptOutError: nothing is published, or the application does not answer for a document.

    """
    published: PublishedList | None = app.extensions["published"].current()
    if published is None:
        raise OptOutError("There is no release yet.", "Publish one: optout release publish")
    client = app.test_client()
    ask = partial(_ask, client, settings.site)
    files = {file_name(address): ask(address) for address in _addresses(app, published)}
    files |= {f"updates/{name}": ask(f"/updates/{name}") for name in _update_names(settings)}
    return files | {f"extension/{name}": data for name, data in self_hosted_files(settings).items()}


def file_name(address: str) -> str:
    """Where an address lies in the copy: a page in a folder of its own, an answer for programs with its ending."""
    name = unquote(address).lstrip("/")
    if name.startswith("api/v1/") and not name.endswith(".json"):
        return f"{name}.json"
    return f"{name}index.html" if not name or name.endswith("/") else name


def _addresses(app: Flask, published: PublishedList) -> Iterator[str]:
    spoken = {language.blueprint for language in app.extensions["languages"] if not language.pseudo}
    campaigns = [campaign.id for campaign in published.catalogue.campaigns]
    for rule in app.url_map.iter_rules():
        blueprint, _, name = rule.endpoint.rpartition(".")
        if rule.endpoint in _STATIC:
            folder = app.static_folder if rule.endpoint == "static" else app.blueprints[blueprint].static_folder
            yield from (_built(app, rule, file) for file in _files_in(str(folder)))
        elif rule.endpoint in _OTHERS or (blueprint in spoken and name in _PAGES):
            values = campaigns if name in _OF_CAMPAIGNS else list(published.rules)
            yield from ([_built(app, rule, value) for value in values] if rule.arguments else [rule.rule])


def _built(app: Flask, rule: Rule, value: str) -> str:
    [argument] = rule.arguments
    return app.url_map.bind("localhost").build(rule.endpoint, {argument: value})


def _files_in(folder: str) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in Path(folder).rglob("*") if path.is_file())


def _update_names(settings: Settings) -> list[str]:
    """What lies in the repository, but for what a stopped publisher may have left half-written."""
    folder = settings.updates_folder
    found = (str(path.relative_to(folder)) for path in folder.rglob("*.json*") if path.is_file())
    return sorted(name for name in found if not name.rpartition("/")[2].startswith("."))


def _ask(client: FlaskClient, site: str, address: str) -> bytes:
    with client.get(address, base_url=site) as answer:
        if answer.status_code != 200:
            raise OptOutError(
                f"{address} answers {answer.status_code}.", "See the server's log; nothing was published."
            )
        return bytes(answer.data)
