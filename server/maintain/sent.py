"""Reading what a form has sent."""

from collections.abc import Mapping


def number_in(fields: Mapping[str, str], name: str) -> int:
    """The number in a field; 0 if there is none."""
    text = fields.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
