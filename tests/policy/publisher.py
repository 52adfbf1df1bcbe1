"""The managed packages and the files that lead to them, served over TLS on loopback."""

import http.server
import json
import ssl
import sys
import threading
from pathlib import Path
from typing import Self

from cryptography.hazmat.primitives.asymmetric import rsa
from harness.site import ROOT, Site
from harness.tls import Certificate

from server.deployment.crx import chromium_id, crx_of
from server.deployment.newer import updates_json, updates_xml

KINDS = {".crx": "application/x-chrome-extension", ".xpi": "application/x-xpinstall", ".xml": "text/xml"}


class Publisher:
    """``publish`` builds both packages around the site's release and puts them where the policies look for them."""

    def __init__(self, site: Site, certificate: Certificate, folder: Path) -> None:
        self._site, self._folder = site, folder
        self._key = rsa.generate_private_key(65537, 2048)
        self.identity = chromium_id(self._key)
        self.files: dict[str, bytes] = {}
        publisher = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                path = self.path.split("?")[0]
                body = publisher.files.get(path, b"")
                self.send_response(200 if path in publisher.files else 404)
                self.send_header("Content-Type", KINDS.get(Path(path).suffix, "application/json"))
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate.chain, certificate.key)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.base = f"https://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def publish(self, settings: Path | None = None) -> str:
        """Build and publish the packages of the site's release: the common ones, or a library's own; the version."""
        crx, version = self._build("chromium", settings)
        package = crx_of(crx, self._key)
        xpi, _ = self._build("firefox", settings)
        self.files = {
            "/extension.crx": package,
            "/updates.xml": updates_xml(self.identity, version, f"{self.base}/extension.crx", package),
            "/extension.xpi": xpi,
            "/updates.json": updates_json(version, f"{self.base}/extension.xpi", xpi),
        }
        return version

    def _build(self, browser: str, settings: Path | None) -> tuple[bytes, str]:
        options = ["--browser", browser, "--edition", "managed", "--release", str(self._site.release)]
        own = ["--settings", str(settings)] if settings else []
        self._site.run(sys.executable, str(ROOT / "manifest_builder.py"), *options, *own, "--out", str(self._folder))
        name = self._folder / f"libraries-optout-managed-{browser}"
        version = json.loads((name / "manifest.json").read_text())["version"]
        return name.with_suffix(".zip" if browser == "chromium" else ".xpi").read_bytes(), version

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
