"""All resources in one line each, in the order that helps a reader; made once for each list, day and language."""

from server.releases.reading import PublishedList
from server.rules.standing import StandingName
from server.web.languages import Language
from server.web.words import Summary, Words, summarise

_ORDER = list(StandingName)


class Directory:
    """Keeps the lines of the list that was shown last: with a thousand rules they take longer than all the rest."""

    def __init__(self) -> None:
        self._published: PublishedList | None = None
        self._kept: dict[tuple[str, str], list[Summary]] = {}

    def summaries(self, published: PublishedList, language: Language) -> list[Summary]:
        """What weighs most comes first; then by name."""
        key = (published.today().isoformat(), language.tag)
        if published is not self._published:
            self._published, self._kept = published, {}
        kept = self._kept
        if key not in kept:
            for old in [known for known in kept if known[0] != key[0]]:
                kept.pop(old, None)
            words = Words(published.catalogue, language)
            lines = [summarise(words, rule, published.standings(rule)[0]) for rule in published.catalogue.rules]
            kept[key] = sorted(lines, key=lambda line: (_ORDER.index(line.standing), line.rule.name.casefold()))
        return kept[key]
