"""One address, read once: a match, a target to read next, or nothing."""

from dataclasses import dataclass

from server.matching.address import Address
from server.matching.clicks import unwrap_click
from server.matching.hosts import Knowledge, Known
from server.matching.opaque import opaque_form
from server.matching.places import Found, Road, label_starts, rule_of
from server.matching.proxied import ProxiedHost, proxied_before, proxied_perhaps, proxied_somewhere
from server.matching.templates import target_by_template
from server.matching.wrapped import Unwrapped, muse_target, unwrap_login


@dataclass(frozen=True, slots=True)
class Match:
    """A rule that knows an address.

    ``via`` is ``direct``, ``proxied`` or ``wrapped``; ``host`` is the vendor's true one; ``certain`` is false where it
    appears to be the vendor, but nobody can know.
    """

    rule: str
    via: str
    host: str
    certain: bool


@dataclass(frozen=True, slots=True)
class Step:
    """How an address was read: a target's ``url``, or a proxied ``host``."""

    form: str
    url: str | None = None
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of it; ``target`` is the address to read next, ``opaque`` the form of a link that does not say it."""

    match: Match | None = None
    target: str | None = None
    step: Step | None = None
    opaque: str | None = None


_Met = tuple[int, Known]


def read(known: Knowledge, address: Address, *, wrapped: bool) -> Reading:
    """Read an address; ``wrapped``: it stood inside another one.

    What is known by its host goes before what is known by its shape, and what is exact before what only fits.
    """
    host = address.host
    met = [(at, entry) for at in label_starts(host) if (entry := known.hosts.get(host[at:]))]
    wrapper = _by_known_wrapper(address, met)
    if wrapper:
        return wrapper
    name = _name_before_proxy(host, met)
    if name:
        return _behind_proxy(known, address, name, wrapped=wrapped)
    direct = rule_of(known, host, _road(address.path, "direct", wrapped=wrapped)) if met else None
    if name is None:
        return _elsewhere(known, address, direct, wrapped=wrapped)
    return _on_proxy(known, address, direct, wrapped=wrapped)


def _by_known_wrapper(address: Address, met: list[_Met]) -> Reading | None:
    if met and met[0][0] == 0 and met[0][1].templates:
        url = target_by_template(address, met[0][1].templates)
        if url:
            return Reading(target=url, step=Step("login_template", url=url))
    readers = next((entry.clicks for _, entry in met if entry.clicks), ())
    return _unwrapped_reading(unwrap_click(address, readers))


def _name_before_proxy(host: str, met: list[_Met]) -> str | None:
    """What stands before the nearest known proxy's host, unless a rule knows this very host.

    Also without the one label that is a library's where many share the proxy. Empty for the proxy's own pages.
    """
    for at, entry in met:
        if entry.tenants is not None:
            before = host[: max(at - 1, 0)]
            name = before.rpartition(".")[0] if entry.tenants else before
            return "" if name == "login" else name
        if entry.places and at == 0:
            return None
    return None


def _behind_proxy(known: Knowledge, address: Address, name: str, *, wrapped: bool) -> Reading:
    road = _road(address.path, "proxied", wrapped=wrapped)
    proxied = proxied_before(known, name, road)
    if proxied:
        return _proxied_reading(proxied, wrapped=wrapped, certain=proxied.sure)
    # More labels than a known proxy writes: another proxy may stand below it.
    below = "." in name
    fitting = below and (proxied_somewhere(known, address.host, road) or proxied_perhaps(known, address.host, road))
    if fitting:
        return _proxied_reading(fitting, wrapped=wrapped, certain=False)
    login = _unwrapped_reading(unwrap_login(address, on_proxy=True))
    return login or Reading(opaque=opaque_form(address, on_proxy=True))


def _on_proxy(known: Knowledge, address: Address, direct: Found | None, *, wrapped: bool) -> Reading:
    """A proxy's own page: a login address, most often."""
    return (
        _unwrapped_reading(unwrap_login(address, on_proxy=True))
        or _in_muse_address(known, address, wrapped=wrapped, certain=True)
        or _direct_reading(address, direct, wrapped=wrapped)
        or Reading(opaque=opaque_form(address, on_proxy=True))
    )


def _elsewhere(known: Knowledge, address: Address, direct: Found | None, *, wrapped: bool) -> Reading:
    own = _direct_reading(address, direct, wrapped=wrapped)
    if own and direct and direct.exactly:
        return own
    road = _road(address.path, "proxied", wrapped=wrapped)
    exact = proxied_somewhere(known, address.host, road)
    if exact:
        return _proxied_reading(exact, wrapped=wrapped, certain=False)
    found = (
        own
        or _unwrapped_reading(unwrap_login(address, on_proxy=False))
        or _in_muse_address(known, address, wrapped=wrapped, certain=False)
    )
    if found:
        return found
    fitting = proxied_perhaps(known, address.host, road)
    if fitting:
        return _proxied_reading(fitting, wrapped=wrapped, certain=False)
    return Reading(opaque=opaque_form(address, on_proxy=False))


def _in_muse_address(known: Knowledge, address: Address, *, wrapped: bool, certain: bool) -> Reading | None:
    target = muse_target(address)
    found = rule_of(known, target[0], _road(target[1], "proxied", wrapped=wrapped)) if target else None
    if not target or not found:
        return None
    return _proxied_reading(
        ProxiedHost(found.rule, target[0], "muse_address", sure=True), wrapped=wrapped, certain=certain
    )


def _direct_reading(address: Address, direct: Found | None, *, wrapped: bool) -> Reading | None:
    via = "wrapped" if wrapped else "direct"
    return Reading(match=Match(direct.rule, via, address.host, certain=True)) if direct else None


def _unwrapped_reading(unwrapped: Unwrapped | None) -> Reading | None:
    return Reading(target=unwrapped.url, step=Step(unwrapped.form, url=unwrapped.url)) if unwrapped else None


def _proxied_reading(proxied: ProxiedHost, *, wrapped: bool, certain: bool) -> Reading:
    match = Match(proxied.rule, "wrapped" if wrapped else "proxied", proxied.host, certain)
    return Reading(match=match, step=Step(proxied.form, host=proxied.host))


def _road(path: str, via: str, *, wrapped: bool) -> Road:
    return Road(path, (via, "wrapped") if wrapped else (via,))
