"""Addresses a second that the server's matcher reads, on a mix of which one in twenty leads to a rule."""

import random
import statistics
import time

from server.matching import Matcher

ADDRESSES = 20_000
ROUNDS = 5
ENDS = ("com", "com", "org", "net", "edu", "co.uk", "de")
WORDS = ("media", "data", "open", "city", "press", "learn", "book", "story", "news", "map", "art", "film", "law", "sea")
PROXY = "ezproxy.example.org"


def hosts(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [
        f"{chance.choice(('', '', '', 'search.'))}{chance.choice(WORDS)}{chance.choice(('', '-'))}"
        f"{chance.choice(WORDS)}{seed}{number}.{chance.choice(ENDS)}"
        for number in range(count)
    ]


def addresses(listed: list[str]) -> list[str]:
    """Of the hits a third each is direct, proxied and wrapped; of the rest four in a hundred are proxied or wrapped."""
    chance = random.Random(7)
    others = hosts(5_000, 99)
    made = []
    for number in range(ADDRESSES):
        hit = number % 20 == 0
        host = chance.choice(("", "www.", "www.", "shop.")) + chance.choice(listed if hit else others)
        path = f"/{chance.choice(WORDS)}/{number}{chance.choice(('', '', f'?id={number}'))}"
        road = number // 20 % 3 if hit else chance.randrange(50)
        if road == 1:
            made.append(f"https://{host.replace('.', '-')}.{PROXY}{path}")
        elif road == 2:
            made.append(f"https://{PROXY}/login?url=https://{host}{path}")
        else:
            made.append(f"https://{host}{path}")
    return made


def main() -> None:
    for count in (100, 1_000, 10_000, 100_000):
        listed = hosts(count, 1)
        asked = addresses(listed)
        rules = [{"id": f"r{number}", "hosts": [{"host": host}]} for number, host in enumerate(listed)]
        start = time.perf_counter()
        matcher = Matcher({"rules": rules}, proxy_hosts=[PROXY])
        built = time.perf_counter() - start
        rates = []
        for _ in range(ROUNDS):
            start = time.process_time()
            hits = sum(matcher.match(url) is not None for url in asked)
            rates.append(len(asked) / (time.process_time() - start))
        assert hits == ADDRESSES // 20, hits
        rate = statistics.median(rates)
        print(f"Server's matcher, {count:>7,} hosts: built in {built * 1000:.0f} ms, {rate:,.0f} addresses a second")


if __name__ == "__main__":
    main()
