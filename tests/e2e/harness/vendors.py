"""A stand-in for every vendor: one TLS server on loopback that answers for any host and notes what was asked."""

import http.server
import ssl
import threading
from typing import Self

from harness.tls import Certificate

PAGE = """<!doctype html><html lang="en"><title>{host}</title>
<main><h1>{host}</h1><p>A page of a test, not of the company.</p>
<p><a href="/next">Next</a></p><label>E-mail <input type="email"></label></main></html>"""


class Vendors:
    """``requests`` holds (host, path) of everything that was asked; ``pages`` what is answered for (host, path).

    What is not in ``pages`` is a plain page that names its host.
    """

    def __init__(self, certificate: Certificate) -> None:
        self.requests: list[tuple[str, str]] = []
        self.pages: dict[tuple[str, str], str] = {}
        vendors = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                host = self.headers.get("Host", "").split(":")[0]
                vendors.requests.append((host, self.path))
                body = vendors.pages.get((host, self.path), PAGE.format(host=host)).encode()
                self.send_response(204 if self.path == "/favicon.ico" else 200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", "0" if self.path == "/favicon.ico" else str(len(body)))
                self.end_headers()
                if self.path != "/favicon.ico":
                    self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.chain, certificate.key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
