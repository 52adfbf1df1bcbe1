"""A kit made by our own command, unpacked as a library unpacks it."""

import json
import zipfile
from pathlib import Path
from typing import Any

from tls_site import TlsSite

OWN = "springfield"


class Kit:
    """The kit that ``optout kit`` makes of ``settings`` (YAML) on ``site``.

    With ``own`` the site gets these settings first, and the kit installs the library's own packages.
    """

    def __init__(self, site: TlsSite, folder: Path, settings: str, *, own: bool = False) -> None:
        self.site, self.own = site, OWN if own else ""
        folder.mkdir(parents=True)
        file = folder / "library.yaml"
        file.write_text(settings, encoding="utf-8")
        if own:
            (site.folder / "own-packages").mkdir(exist_ok=True)
            (site.folder / "own-packages" / f"{OWN}.yaml").write_text(settings, encoding="utf-8")
        options = ["--own", OWN] if own else []
        site.run("optout", "kit", str(file), "--out", str(folder / "kit.zip"), *options)
        with zipfile.ZipFile(folder / "kit.zip") as archive:
            archive.extractall(folder)
        self._folder = folder / "libraries-optout-kit"

    def read(self, name: str) -> Any:
        """A JSON file of the kit."""
        return json.loads((self._folder / name).read_text(encoding="utf-8"))

    def text(self, name: str) -> str:
        """A file of the kit as it is."""
        return (self._folder / name).read_text(encoding="utf-8")

    @property
    def identity(self) -> str:
        """The extension's id in Chromium, as the kit's policy has it."""
        [identity] = self.read("linux/chromium/libraries-optout.json")["ExtensionSettings"]
        return str(identity)

    def version(self) -> str:
        """Of the packages that the kit leads to, at this moment."""
        return self.site.version(self.own)

    def with_wrong_values(self, **values: object) -> "Kit":
        """The same kit after somebody's hand was in the policies: the command itself writes nothing that is wrong."""
        for name in ("linux/chromium/libraries-optout.json", "linux/firefox/policies.json"):
            document = self.read(name)
            managed = _managed(document)
            managed["settings"] = json.dumps(json.loads(managed["settings"]) | values)
            (self._folder / name).write_text(json.dumps(document), encoding="utf-8")
        return self


def _managed(document: dict[str, Any]) -> dict[str, Any]:
    """The extension's own values inside a policy file of either family."""
    policies = document.get("policies", document)
    [extensions] = policies["3rdparty"].values()
    [values] = extensions.values()
    return values
