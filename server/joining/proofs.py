"""Looks whether a library has set the record of its domain, or put the file on its site. Never in the web process.

Both addresses come from a form: nothing is asked of this computer or of its own network, nothing is followed, and
little is read.
"""

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from typing import Protocol

import dns.exception
import dns.resolver

from server.joining.tables import ParticipationRow
from server.libraries.model import Proof

_SECONDS = 10
_LONGEST = 1000
FILE = "/.well-known/libraries-optout.txt"


def record_name(domain: str) -> str:
    """The name of the TXT record."""
    return f"_libraries-optout.{domain}"


class Looking(Protocol):
    """Asks the internet; everything that goes wrong there is an empty answer."""

    def records(self, name: str) -> list[str]:
        """The TXT records of a name."""
        ...

    def file(self, host: str) -> str:
        """The text of the file on a host."""
        ...


def proof_found(row: ParticipationRow, wanted: str, looking: Looking) -> Proof | None:
    """Which of the two says ``wanted``."""
    if wanted in [record.strip() for record in looking.records(record_name(row.domain))]:
        return Proof.DNS
    host = row.site.split("/")[2]
    return Proof.FILE if looking.file(host).strip() == wanted else None


def is_public(address: str) -> bool:
    """Whether an IP address lies in the internet."""
    return ipaddress.ip_address(address).is_global


class Internet:
    """The internet, as this computer sees it.

    Args:
        resolver: for records.
        tls: decides which certificates hold.
        port: where sites answer.
        allowed: which IP addresses may be asked.

    """

    def __init__(
        self,
        resolver: dns.resolver.Resolver | None = None,
        tls: ssl.SSLContext | None = None,
        port: int = 443,
        allowed: Callable[[str], bool] = is_public,
    ) -> None:
        self._resolver = resolver or dns.resolver.Resolver()
        self._tls = tls or ssl.create_default_context()
        self._port = port
        self._allowed = allowed

    def records(self, name: str) -> list[str]:
        """The TXT records of a name; none if it cannot be found."""
        try:
            answer = self._resolver.resolve(name, "TXT", lifetime=_SECONDS)
        except dns.exception.DNSException:
            return []
        return [b"".join(record.strings).decode("utf-8", "replace") for record in answer]

    def file(self, host: str) -> str:
        """The text of the file on a host; empty if there is none, or if it cannot be had safely."""
        try:
            return self._get(host)
        except (OSError, http.client.HTTPException):
            return ""

    def _get(self, host: str) -> str:
        # Resolved once and connected to exactly that: a name that answers differently the second time gains nothing.
        found = socket.getaddrinfo(host, self._port, type=socket.SOCK_STREAM)
        address = next((str(item[4][0]) for item in found if self._allowed(str(item[4][0]))), None)
        if address is None:
            return ""
        connection = http.client.HTTPSConnection(host, self._port, timeout=_SECONDS, context=self._tls)
        with socket.create_connection((address, self._port), _SECONDS) as plain:
            connection.sock = self._tls.wrap_socket(plain, server_hostname=host)
            connection.request("GET", FILE)
            answer = connection.getresponse()
            text = answer.read(_LONGEST).decode("utf-8", "replace") if answer.status == http.HTTPStatus.OK else ""
            connection.close()
        return text
