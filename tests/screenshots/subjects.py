"""What is photographed, and how: one entry a page. ``make screenshots`` puts all of it into one gallery."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Variant:
    """One way to look at a page."""

    name: str
    width: int = 1100
    dark: bool = False
    media: Literal["screen", "print"] = "screen"
    language: str = ""  # the tag in the site's paths; empty: English


@dataclass(frozen=True)
class Subject:
    """One page. ``where``: a path of the site, or of the extension's package."""

    name: str
    where: str
    of: Literal["site", "extension"] = "site"


VARIANTS = [
    Variant("light"),
    Variant("dark", dark=True),
    Variant("320 px", width=320),
    Variant("print", width=760, media="print"),
    Variant("Spanish", language="es"),
    Variant("right to left", language="ar-XB"),
]

SUBJECTS = [
    Subject("home", "/"),
    Subject("resources", "/resources/"),
    Subject("a resource that asks", "/resources/creativebug/"),
    Subject("a resource with history", "/resources/linkedin-learning/"),
    Subject("a library's own words", "/resources/tutor-com/"),
    Subject("label", "/resources/hoopla/label/"),
    Subject("campaigns", "/campaigns/"),
    Subject("a campaign that was won", "/campaigns/linkedin/"),
    Subject("an open campaign", "/campaigns/library-card-is-enough/"),
    Subject("libraries", "/libraries/"),
    Subject("get", "/get/"),
    Subject("is it working", "/get/check/"),
    Subject("what we list", "/what-we-list/"),
    Subject("privacy", "/privacy/"),
    Subject("corrections", "/corrections/"),
    Subject("a correction", "/corrections/hoopla/"),
    Subject("history of the list", "/releases/"),
    Subject("accessibility", "/accessibility/"),
    Subject("no such page", "/nothing-here/"),
    Subject("popup", "/popup/popup.html", of="extension"),
]
