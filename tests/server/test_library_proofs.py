"""The record of a domain and the file on a site are looked for, by a real resolver and a real TLS connection."""

import http.server
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

import dns.message
import dns.resolver
import dns.rrset
import pytest

from server.joining.proofs import FILE, Internet, is_public, proof_found, record_name
from server.joining.tables import ParticipationRow
from server.libraries.model import Proof

sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))
from harness.tls import make_certificate

WANTED = "libraries-optout=0123456789abcdef"


class NameServer:
    """A name server on a free port of this computer, which knows some TXT records."""

    def __init__(self, records: dict[str, list[str]]) -> None:
        self._records = records
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)

    @property
    def resolver(self) -> dns.resolver.Resolver:
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], self.port
        return resolver

    def _serve(self) -> None:
        while True:
            data, sender = self._socket.recvfrom(4096)
            if not data:
                return
            query = dns.message.from_wire(data)
            name = query.question[0].name
            answer = dns.message.make_response(query)
            for text in self._records.get(name.to_text(omit_final_dot=True), []):
                answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", f'"{text}"'))
            self._socket.sendto(answer.to_wire(), sender)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.sendto(b"", ("127.0.0.1", self.port))
        self._thread.join()
        self._socket.close()


class Page(http.server.BaseHTTPRequestHandler):
    """Serves the file, or sends the reader elsewhere."""

    text: str = WANTED
    elsewhere: str = ""

    def do_GET(self) -> None:
        if self.elsewhere:
            self.send_response(302)
            self.send_header("Location", self.elsewhere)
            self.end_headers()
            return
        self.send_response(200 if self.path == FILE else 404)
        self.end_headers()
        self.wfile.write(self.text.encode())

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def site(folder: Path, **page: str) -> Iterator[tuple[int, ssl.SSLContext]]:
    """A site on a free port, and what trusts its certificate."""
    certificate = make_certificate(folder, ["localhost"])
    server = http.server.HTTPServer(("127.0.0.1", 0), type("ThisPage", (Page,), page))
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(certificate.chain, certificate.key)
    server.socket = own.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1], ssl.create_default_context(cafile=str(certificate.ca))
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def a_library() -> ParticipationRow:
    return ParticipationRow(domain="library.example", site="https://localhost/")


def internet(names: NameServer, port: int = 1, tls: ssl.SSLContext | None = None, **more) -> Internet:
    return Internet(names.resolver, tls, port, **{"allowed": lambda _address: True, **more})


def test_the_record_of_the_domain_is_a_proof() -> None:
    with NameServer({record_name("library.example"): ["v=something", WANTED]}) as names:
        assert proof_found(a_library(), WANTED, internet(names)) is Proof.DNS
        assert proof_found(a_library(), WANTED + "0", internet(names)) is None


def test_the_file_on_the_site_is_a_proof(tmp_path: Path) -> None:
    with NameServer({}) as names, site(tmp_path, text=f"{WANTED}\n") as (port, tls):
        assert proof_found(a_library(), WANTED, internet(names, port, tls)) is Proof.FILE


@pytest.mark.parametrize(
    "page", [{"text": "something else"}, {"elsewhere": "https://localhost/file"}, {"text": WANTED + "x" * 1_000_000}]
)
def test_another_text_a_detour_and_a_flood_are_none(tmp_path: Path, page) -> None:
    with NameServer({}) as names, site(tmp_path, **page) as (port, tls):
        assert proof_found(a_library(), WANTED, internet(names, port, tls)) is None


def test_a_certificate_that_nobody_vouches_for_is_none(tmp_path: Path) -> None:
    with NameServer({}) as names, site(tmp_path) as (port, _tls):
        assert proof_found(a_library(), WANTED, internet(names, port)) is None


def test_nothing_is_asked_of_this_computer_or_its_own_network(tmp_path: Path) -> None:
    with NameServer({}) as names, site(tmp_path) as (port, tls):
        assert proof_found(a_library(), WANTED, internet(names, port, tls, allowed=is_public)) is None
    inside = (
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "::1",
        "fd00::1",
        "fe80::1",
        "0.0.0.0",
        "::ffff:127.0.0.1",
    )
    assert not any(map(is_public, inside))


def test_a_site_that_does_not_answer_is_none() -> None:
    with NameServer({}) as names:
        assert proof_found(a_library(), WANTED, internet(names)) is None
