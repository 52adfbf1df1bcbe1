"""Which hosts a rule may name. Nothing here uses the network: the suffix list is a file of ours."""

import ipaddress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import idna
import tldextract

_HERE = Path(__file__).parent
SUFFIX_LIST = _HERE / "public_suffix_list.dat"
PROTECTED = _HERE / "protected-hosts.txt"
GENERAL_PUBLIC = _HERE / "general-public-hosts.txt"


@dataclass(frozen=True)
class HostProblem:
    """Why a host is refused, and the mend."""

    message: str
    mend: str


@cache
def _extract() -> tldextract.TLDExtract:
    # fallback_to_snapshot=False: a missing file must fail loudly, never fall back to a list we did not choose.
    return tldextract.TLDExtract(
        suffix_list_urls=[SUFFIX_LIST.as_uri()],
        cache_dir=None,
        fallback_to_snapshot=False,
        include_psl_private_domains=True,
    )


def registrable_domain(host: str) -> str:
    """The registrable domain of a host in A-label form; empty for a public suffix or an address."""
    return _extract()(host).top_domain_under_public_suffix


# The gates look at every host of the list whenever somebody looks at a change.
@lru_cache(maxsize=8192)
def form_problem(host: str) -> HostProblem | None:
    """What is wrong with the form of ``host``, or ``None``: it must be one owner's host name in A-label form."""
    if _is_address(host):
        return HostProblem("is an IP address", "Name the host.")
    if not _is_a_label_form(host):
        return HostProblem(
            "is not a host name in A-label form",
            "Write it in lower case, without scheme, port or path; letters beyond ASCII as xn--….",
        )
    if not registrable_domain(host):
        return HostProblem("is a public suffix: everybody's sites stand under it", "Name the vendor's own host.")
    return None


def host_problem(host: str) -> HostProblem | None:
    """What is wrong with ``host`` (without the ``=`` mark) as a rule's host, or ``None``."""
    problem = form_problem(host)
    if problem:
        return problem
    if is_within(host, _listed(PROTECTED)):
        return HostProblem(
            "is protected: search engines, governments and libraries are never listed", "Remove this host."
        )
    return None


def serves_general_public(host: str) -> bool:
    """Whether people come to this host without a library, so that ``paths`` or ``only_via`` must limit it."""
    return is_within(host, _listed(GENERAL_PUBLIC))


def is_within(host: str, parents: frozenset[str]) -> bool:
    """Whether ``host`` is one of ``parents`` or below one."""
    labels = host.split(".")
    return any(".".join(labels[i:]) in parents for i in range(len(labels)))


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _is_a_label_form(host: str) -> bool:
    if host != host.lower() or "." not in host or host.endswith("."):
        return False
    try:
        return idna.encode(host, uts46=False, std3_rules=True).decode() == host
    except idna.IDNAError:
        return False


@cache
def _listed(path: Path) -> frozenset[str]:
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return frozenset(line for line in lines if line)
