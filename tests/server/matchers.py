"""The two matchers behind one face, so that a test can ask both."""

import json
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import Any

from server.matching import Matcher

ROOT = Path(__file__).parents[2]


class PythonMatcher:
    """``server/matching/``."""

    def use(self, rule_list: dict[str, Any], proxy_hosts=(), login_templates=()) -> None:
        self._matcher = Matcher(rule_list, proxy_hosts=proxy_hosts, login_templates=login_templates)

    def examine(self, url: str) -> dict[str, Any]:
        found = asdict(self._matcher.examine(url))
        steps = [{key: value for key, value in step.items() if value is not None} for step in found["steps"]]
        return {**found, "steps": steps}

    def match(self, url: str) -> dict[str, Any] | None:
        return self.examine(url)["match"]

    def close(self) -> None:
        pass


class JavaScriptMatcher(PythonMatcher):
    """``extension/matching/``, in one Node process that lives as long as this object."""

    def __init__(self) -> None:
        self._node = subprocess.Popen(
            ["node", ROOT / "tests/tools/match-in-node.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    def use(self, rule_list: dict[str, Any], proxy_hosts=(), login_templates=()) -> None:
        settings = {"proxyHosts": list(proxy_hosts), "loginTemplates": list(login_templates)}
        assert self._ask({"list": rule_list, "settings": settings}) == "ready"

    def examine(self, url: str) -> dict[str, Any]:
        return self._ask({"url": url})

    def close(self) -> None:
        self._node.stdin.close()
        self._node.wait()
        self._node.stdout.close()

    def _ask(self, question: dict[str, Any]) -> Any:
        self._node.stdin.write(json.dumps(question).encode() + b"\n")
        self._node.stdin.flush()
        return json.loads(self._node.stdout.readline())


def vectors(name: str) -> list[dict[str, Any]]:
    """The lines of a file of ``tests/vectors/``."""
    return [json.loads(line) for line in (ROOT / "tests/vectors" / name).read_text().splitlines()]
