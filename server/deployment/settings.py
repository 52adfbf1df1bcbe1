"""A library's settings, as its policy carries them: one JSON text, which the extension checks again.

What needs the published list (which rules there are) is checked in ``server.deployment.settings_file``.
"""

import json
from copy import deepcopy
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator
from tuf.api.metadata import Metadata, Root
from tuf.api.serialization.json import CanonicalJSONSerializer

from server.catalogue.yaml_form import Location
from server.deployment.fields import (
    Advice,
    Contact,
    Host,
    Label,
    LibraryName,
    LoginTemplate,
    UpdatesAddress,
    WebPage,
    wrong,
)
from server.rules.fields import Id, Model

VERSION = "1"
# The policy is one text; what does not fit here fits no registry value and no patience.
LONGEST_TEXT = 64 * 1024

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)]
Lockable = Literal[
    "library",
    "pages",
    "proxies",
    "login_templates",
    "advice",
    "notes",
    "hidden",
    "updates",
    "language",
    "notices",
    "remember",
    "campaign_links",
    "loudness",
    "welcome",
]


class LibraryWords(Model):
    """Who the library is, and where a patron finds it."""

    name: LibraryName
    home: WebPage | None = None
    ask: Contact | None = None
    privacy: WebPage | None = None


class Alternative(Model):
    """What a patron can use instead."""

    label: Label
    url: WebPage


class LocalAdvice(Model):
    """What the library advises about one rule."""

    text: Advice | None = None
    instead: Annotated[tuple[Alternative, ...], Field(max_length=5)] = ()


class Updates(Model):
    """Where the list comes from, and whose signatures count; without ``root`` those that the package trusts."""

    address: UpdatesAddress
    root: dict[str, Any] | None = None

    @field_validator("root")
    @classmethod
    def _is_a_root(cls, root: dict[str, Any] | None) -> dict[str, Any] | None:
        if root is None:
            return None
        try:
            metadata: Metadata[Root] = Metadata.from_dict(deepcopy(root))
            payload = CanonicalJSONSerializer().serialize(metadata.signed)
            signed = bool(metadata.signed.get_verification_result(Root.type, payload, metadata.signatures))
        except Exception:  # noqa: BLE001 - whatever python-tuf stumbles over, it is no root
            signed = False
        if not signed:
            raise wrong("is not a root that signs itself", "Take N.root.json from the update address, as it is.")
        return root


class LibrarySettings(Model):
    """All that a library can set. Whatever is left out has its safe default, in the extension."""

    library: LibraryWords
    pages: Annotated[tuple[WebPage, ...], Field(max_length=50)] = ()
    proxies: Annotated[tuple[Host, ...], Field(max_length=20)] = ()
    login_templates: Annotated[tuple[LoginTemplate, ...], Field(max_length=20)] = ()
    advice: Annotated[dict[Id, LocalAdvice], Field(default_factory=dict, max_length=200)]
    notes: Annotated[dict[Id, Advice], Field(default_factory=dict, max_length=200)]
    hidden: Annotated[tuple[Id, ...], Field(max_length=200)] = ()
    updates: Updates | None = None
    language: Language | None = None
    notices: Literal["on", "off"] = "on"
    remember: Literal["session", "device"] = "session"
    campaign_links: Literal["full", "record-only", "off"] = "record-only"
    loudness: Literal["window", "badge"] = "badge"
    welcome: bool = False
    locked: tuple[Lockable, ...] | None = None

    def text(self) -> str:
        """The settings as the policy carries them: what was given, the same text each time."""
        given = self.model_dump(mode="json", include=_IN_THE_POLICY, exclude_unset=True, exclude_none=True)
        return json.dumps(given, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def managed(self) -> dict[str, str]:
        """What the extension finds in ``storage.managed``."""
        return {"settings": self.text(), "settings_version": VERSION}

    def rules(self) -> list[tuple[Location, str]]:
        """The ids of rules that are named, each with its place."""
        named: list[tuple[Location, str]] = [(("advice", rule), rule) for rule in self.advice]
        named += [(("notes", rule), rule) for rule in self.notes]
        return named + [(("hidden", place), rule) for place, rule in enumerate(self.hidden)]


# What a form that holds more than the settings adds stays out of the policy.
_IN_THE_POLICY = set(LibrarySettings.model_fields)
