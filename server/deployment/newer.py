"""The files that tell browsers of a newer package: ``updates.xml`` for Chromium, ``updates.json`` for Firefox."""

import hashlib
import json
from xml.sax.saxutils import quoteattr

from server.deployment.manifests import GECKO_ID


def updates_xml(identity: str, version: str, address: str, package: bytes) -> bytes:
    """What Chromium asks for: where the newest package lies, and its hash."""
    digest = hashlib.sha256(package).hexdigest()
    check = f"<updatecheck codebase={quoteattr(address)} version={quoteattr(version)} hash_sha256={quoteattr(digest)}/>"
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n"
        "<gupdate xmlns='http://www.google.com/update2/response' protocol='2.0'>\n"
        f"  <app appid={quoteattr(identity)}>\n    {check}\n  </app>\n</gupdate>\n"
    ).encode()


def updates_json(version: str, address: str, package: bytes) -> bytes:
    """What Firefox asks for: where the newest package lies, and its hash, without which it takes none over http."""
    newest = {
        "version": version,
        "update_link": address,
        "update_hash": f"sha256:{hashlib.sha256(package).hexdigest()}",
    }
    return (json.dumps({"addons": {GECKO_ID: {"updates": [newest]}}}, indent=2) + "\n").encode()
