"""An entry as a line of JSON: the form in which it is stored, hashed, compared and published."""

import json

from server.catalogue.model import Kind
from server.rules.fields import Model


def canonical(document: object) -> str:
    """JSON with sorted keys and no insignificant white space: the same data, the same bytes."""
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def list_line(kind: Kind, entry: Model) -> str | None:
    """The line of the rule list that an entry becomes; ``None`` for a draft of a campaign, which stays at home."""
    if getattr(entry, "state", None) == "draft":
        return None
    return canonical({"kind": str(kind), **entry.document()})
