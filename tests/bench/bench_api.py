"""Server time of the interface and the feed with 1,000 rules: the first answer, the median, the slowest; their size."""

import gzip
import statistics
import time

from catalogues import large_catalogue, published

from server.app import create_app

BUDGET = 50
TIMES = 20
ADDRESSES = [
    "/api/v1/rules",
    "/api/v1/rules/creativebug",
    "/api/v1/campaigns",
    "/api/v1/campaigns/library-card-is-enough",
    "/api/v1/libraries",
    "/api/v1/releases",
    "/api/v1/releases/1",
    "/api/v1/openapi.json",
    "/api/",
    "/releases.atom",
]


def milliseconds(client, address: str) -> tuple[float, bytes]:
    start = time.perf_counter()
    answer = client.get(address)
    taken = (time.perf_counter() - start) * 1000
    assert answer.status_code == 200, address
    return taken, answer.data


def main() -> None:
    with published(large_catalogue(1000)) as context:
        app = create_app(context.settings)
        client = app.test_client()
        reading, _ = milliseconds(client, "/api/v1/libraries")
        print(f"The interface with 1,000 rules, server time in ms (budget {BUDGET}); reading the list: {reading:.0f}")
        print(f"  {'':42} {'first':>8} {'median':>8} {'slowest':>8} {'KB':>8} {'gzip':>8}")
        for address in ADDRESSES:
            first, data = milliseconds(client, address)
            times = [milliseconds(client, address)[0] for _ in range(TIMES)]
            sizes = f"{len(data) / 1000:8.1f} {len(gzip.compress(data)) / 1000:8.1f}"
            mark = "" if statistics.median(times) <= BUDGET else "  OVER"
            print(f"  {address:42} {first:8.1f} {statistics.median(times):8.1f} {max(times):8.1f} {sizes}{mark}")
        app.extensions["optout"].database.close()


if __name__ == "__main__":
    main()
