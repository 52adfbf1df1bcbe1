"""Server time of the pages with 1,000 rules: the first view of a list, the median of the rest, and the slowest.

As in ``optout serve``, the longest pages are made when a list is new, before anybody asks for them.

The list is the real one, its rules repeated under other names, so that each page is as long as real ones are.
"""

import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from server.app import create_app
from server.catalogue.folder import read_folder
from server.catalogue.model import Catalogue
from server.catalogue.store import import_catalogue
from server.config import Settings
from server.context import Context
from server.migrations import upgrade
from server.releases.publishing import publish_with_development_keys
from server.web.warming import Warmer

RULES = 1000
BUDGET = 50
PATHS = [
    "/", "/resources/", "/resources/creativebug/", "/resources/linkedin-learning/", "/campaigns/",
    "/campaigns/library-card-is-enough/", "/libraries/", "/releases/", "/get/", "/privacy/", "/api/v1/rules",
]  # fmt: skip


def multiplied(catalogue: Catalogue) -> Catalogue:
    """The same catalogue with ``RULES`` rules."""
    copies = [
        rule.model_copy(update={"id": f"{rule.id}-{number}", "name": f"{rule.name} {number}", "hosts": ()})
        for number in range(RULES // len(catalogue.rules) + 1)
        for rule in catalogue.rules
    ]
    rules = [*catalogue.rules, *copies][:RULES]
    return Catalogue(**{**vars(catalogue), "rules": tuple(sorted(rules, key=lambda rule: rule.id))})


def milliseconds(client, path: str) -> float:
    start = time.perf_counter()
    answer = client.get(path)
    taken = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200, path
    return taken


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        context = Context(Settings(instance=Path(folder), _env_file=None))
        upgrade(context.database)
        with context.database.write() as session:
            import_catalogue(session, multiplied(read_folder(Path("rules")).catalogue))
            publish_with_development_keys(session, context.settings, allow_large_change=True, now=datetime.now(UTC))
        app = create_app(context.settings)
        start = time.perf_counter()
        Warmer(app).look()
        print(f"Made ahead, outside of any request: {(time.perf_counter() - start) * 1000:.0f} ms")
        client = app.test_client()
        print(f"Pages with {RULES} rules, server time in ms (budget {BUDGET}): first, median, slowest of 20")
        for prefix in ("", "/es"):
            for path in PATHS if not prefix else PATHS[:-1]:
                first, *times = [milliseconds(client, prefix + path) for _ in range(21)]
                median = statistics.median(times)
                mark = "" if median <= BUDGET else "  OVER"
                print(f"  {prefix + path:45} {first:7.1f} {median:7.1f} {max(times):7.1f}{mark}")
        context.database.close()


if __name__ == "__main__":
    main()
