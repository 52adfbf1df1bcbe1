"""What of the site is photographed, and how: one entry a page. ``make screenshots`` puts all of it into one gallery."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Variant:
    """One way to look at a page."""

    name: str
    width: int = 1100
    dark: bool = False
    forced_colours: bool = False  # of the extension alone
    media: Literal["screen", "print"] = "screen"
    language: str = ""  # the tag in the site's paths; empty: English


@dataclass(frozen=True)
class Subject:
    """One page of the site."""

    name: str
    where: str
    translated: bool = True  # whether it stands under each language; if not, it is photographed in English alone


VARIANTS = [
    Variant("light"),
    Variant("dark", dark=True),
    Variant("forced colours", forced_colours=True),
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
    Subject("form to sign", "/campaigns/library-card-is-enough/sign/"),
    Subject("after signing", "/campaigns/library-card-is-enough/sign/sent/"),
    Subject("signing is closed", "/campaigns/linkedin/sign/"),
    Subject("link again", "/campaigns/library-card-is-enough/link/"),
    Subject("signers", "/campaigns/library-card-is-enough/signers/"),
    Subject("pass it on", "/campaigns/library-card-is-enough/share/"),
    Subject("a link that is none", "/signature/x/"),
    Subject("signature withdrawn", "/signature/withdrawn/"),
    Subject("signature refused", "/signature/never-again/"),
    Subject("what we keep", "/privacy/what-we-keep/"),
    Subject("libraries", "/libraries/"),
    Subject("donate", "/donate/"),
    Subject("form to join", "/libraries/join/"),
    Subject("after applying", "/libraries/join/sent/"),
    Subject("a library’s link again", "/libraries/link/"),
    Subject("get", "/get/"),
    Subject("is it working", "/get/check/"),
    Subject("for a library's computers", "/for-libraries/kit/"),
    Subject("what we list", "/what-we-list/"),
    Subject("privacy", "/privacy/"),
    Subject("corrections", "/corrections/"),
    Subject("a correction", "/corrections/hoopla/"),
    Subject("history of the list", "/releases/"),
    Subject("for programs", "/api/", translated=False),
    Subject("accessibility", "/accessibility/"),
    Subject("no such page", "/nothing-here/"),
]
