"""What a form brings back besides its fields: what its author had before her."""

import json
from collections.abc import Mapping

from server.curation.errors import Document


def version_of(fields: Mapping[str, str]) -> int:
    """The version of the change that she looked at; 0, which none has, if it is no number."""
    return number_in(fields, "version")


def number_in(fields: Mapping[str, str], name: str) -> int:
    """The number in a field; 0 if there is none."""
    text = fields.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def base_of(fields: Mapping[str, str]) -> Document:
    """The entry that she began with; an empty one, which none is, if it is nothing of the kind."""
    try:
        base = json.loads(fields.get("base", ""))
    except (ValueError, RecursionError):
        return {}
    return base if isinstance(base, dict) else {}
