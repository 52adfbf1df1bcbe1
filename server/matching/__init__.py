"""From a URL to the rule that knows its host, the same as ``extension/matching/``: see ``docs/matching.md``."""

from server.matching.matcher import Examination, Match, Matcher, Step

__all__ = ["Examination", "Match", "Matcher", "Step"]
