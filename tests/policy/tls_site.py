"""Our server behind TLS, as libraries' policies reach it: what it serves is what it would serve on the web."""

import http.client
import http.server
import json
import shutil
import ssl
import threading
from pathlib import Path
from typing import Self

from harness.site import Site, free_port
from harness.tls import Certificate

# What belongs to one connection, and is not handed on.
OWN = {"connection", "keep-alive", "transfer-encoding"}


class TlsSite(Site):
    """An installation whose public address is ``https://127.0.0.1``; as a context manager, its running server."""

    def __init__(self, folder: Path, port: int, front: int, certificate: Certificate) -> None:
        super().__init__(folder, port)
        self._front_port, self._certificate = front, certificate
        self.url = f"https://127.0.0.1:{front}"
        self.environment["OPTOUT_PUBLIC_URL"] = self.url

    @classmethod
    def prepared(cls, folder: Path, rules: Path, certificate: Certificate) -> Self:
        """A new installation with release 1 made of ``rules``."""
        site = cls(folder, free_port(), free_port(), certificate)
        site.run("optout", "db", "upgrade")
        site.publish(rules)
        return site

    def copy(self, folder: Path) -> "TlsSite":
        """The same installation in another folder."""
        shutil.copytree(self.folder, folder)
        return TlsSite(folder, self.port, self._front_port, self._certificate)

    def version(self, own: str = "") -> str:
        """Of the packages that it serves: those of all libraries, or a library's own."""
        folder = f"own/{own}/" if own else ""
        text = self.get(f"http://localhost:{self.port}/extension/{folder}firefox/updates.json")
        [addon] = json.loads(text)["addons"].values()
        return str(addon["updates"][0]["version"])

    def asked_for_lists(self) -> list[bytes]:
        """The requests for lists; those for packages are the browser's own."""
        return [head for head in self.recorder.requests if head.startswith(b"GET /updates/")]

    def __enter__(self) -> Self:
        super().__enter__()
        self._front = _Front(self._front_port, self.port, self._certificate)
        threading.Thread(target=self._front.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *error: object) -> None:
        self._front.shutdown()
        self._front.server_close()
        super().__exit__(*error)


class _Front(http.server.ThreadingHTTPServer):
    """Takes TLS off, as a reverse proxy does."""

    def __init__(self, port: int, inner: int, certificate: Certificate) -> None:
        self.inner = inner
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(certificate.chain, certificate.key)
        super().__init__(("127.0.0.1", port), _Handler)

    def get_request(self):
        client, address = super().get_request()
        # In the connection's own thread: one that a browser opens ahead and leaves silent holds nobody up.
        return self._tls.wrap_socket(client, server_side=True, do_handshake_on_connect=False), address

    def handle_error(self, *_request: object) -> None:
        """A browser that goes away in the middle is nothing to report."""


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        inner = http.client.HTTPConnection("127.0.0.1", self.server.inner)
        inner.request("GET", self.path, headers=dict(self.headers))
        answer = inner.getresponse()
        body = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {*OWN, "content-length"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        inner.close()

    def log_message(self, *_args: object) -> None:
        pass
