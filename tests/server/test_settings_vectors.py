"""The server and the extension read one table of a library's settings: what the one names, the other refuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from server.deployment.settings import LibrarySettings

LINES = (Path(__file__).parents[1] / "vectors" / "library-settings.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_same_keys_are_wrong_as_in_the_extension(case: dict[str, Any]) -> None:
    try:
        LibrarySettings.model_validate(case["settings"])
        found = []
    except ValidationError as error:
        found = [".".join(map(str, item["loc"])).removesuffix(".[key]") for item in error.errors()]
    assert sorted(found) == sorted(case["wrong"])
