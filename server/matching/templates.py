"""Login addresses in which the target's own stands for ``$@``, as libraries publish them."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.matching.address import Address, address_of
from server.matching.targets import target_in

_TARGET = "$@"
# Survives the parser as it is, and stands in no real address.
_MARK = "target-of-this-login-address"


@dataclass(frozen=True, slots=True)
class Template:
    """A login address: what stands ``before`` and ``after`` the target, without scheme and host."""

    host: str
    before: str
    after: str


def template_of(text: str) -> Template | None:
    """The template, or ``None`` if it is no http or https address that holds ``$@`` exactly once."""
    address = address_of(text.replace(_TARGET, _MARK)) if text.count(_TARGET) == 1 else None
    if address is None or _MARK in address.host:
        return None
    before, found, after = _written(address).partition(_MARK)
    return Template(address.host, before, after) if found and _MARK not in after else None


def target_by_template(address: Address, templates: Iterable[Template]) -> str | None:
    """The target in ``address``, read by the first of its host's ``templates`` that fits."""
    text = _written(address)
    for template in templates:
        before, after = template.before, template.after
        if text.startswith(before) and text.endswith(after) and len(text) >= len(before) + len(after):
            url = target_in(text[len(before) : len(text) - len(after)], raw=True)
            if url:
                return url
    return None


def _written(address: Address) -> str:
    return f"{address.port}{address.path}{address.tail}"
