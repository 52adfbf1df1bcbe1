"""Large catalogues for benches, and installations that have published one."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from server.catalogue.folder import read_folder
from server.catalogue.model import Catalogue
from server.catalogue.store import import_catalogue
from server.config import Settings
from server.context import Context
from server.migrations import upgrade
from server.releases.publishing import publish_with_development_keys

RULES = Path(__file__).parents[2] / "rules"


def large_catalogue(rules: int = 1000) -> Catalogue:
    """The real catalogue, its rules repeated under other ids, names and hosts: each is as long as real ones are.

    Args:
        rules: how many.

    """
    catalogue = read_folder(RULES).catalogue
    copies = [
        rule.model_copy(
            update={
                "id": f"{rule.id}-{number}",
                "name": f"{rule.name} {number}",
                "names": tuple(f"{name} {number}" for name in rule.names),
                "hosts": tuple(
                    host.model_copy(update={"host": f"{host.name}-{number}.example"}) for host in rule.hosts
                ),
            }
        )
        for number in range(rules // len(catalogue.rules) + 1)
        for rule in catalogue.rules
    ]
    wanted = [*catalogue.rules, *copies][:rules]
    return replace(catalogue, rules=tuple(sorted(wanted, key=lambda rule: rule.id)))


@contextmanager
def published(catalogue: Catalogue) -> Iterator[Context]:
    """An installation in a folder of its own, on SQLite, that has published ``catalogue``."""
    with tempfile.TemporaryDirectory() as folder:
        context = Context(Settings(instance=Path(folder), _env_file=None))
        upgrade(context.database)
        with context.database.write() as session:
            import_catalogue(session, catalogue)
            publish_with_development_keys(session, context.settings, allow_large_change=True)
        yield context
        context.database.close()
