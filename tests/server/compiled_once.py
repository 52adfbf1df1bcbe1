"""Routes that are compiled once in a test run: to compile the 300 of ours takes longer than most tests."""

from typing import Any

from werkzeug.routing import Rule

_COMPILED: dict[tuple[object, ...], dict[str, Any]] = {}


class RuleCompiledOnce(Rule):
    """A route that takes over what the same route of an app before it was compiled to."""

    def compile(self) -> None:
        """As Werkzeug does, the first time; a copy of that from then on."""
        methods = sorted(self.methods or ())
        same = (self.rule, str(self.endpoint), *methods, repr(self.defaults), self.host, self.subdomain)
        if same not in _COMPILED:
            super().compile()
            _COMPILED[same] = dict(self.__dict__)
        self.__dict__.update(_COMPILED[same] | {"map": self.map})
