"""Field types of a library's settings: each says what is wrong with a value, and the mend."""

from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

from server.catalogue.hosts import form_problem
from server.matching.templates import template_of
from server.rules.fields import plain

_LOOPBACK = {"localhost", "127.0.0.1"}


def wrong(message: str, mend: str) -> PydanticCustomError:
    """A problem of one value: what is wrong, as the end of a sentence, and what mends it."""
    # The texts may hold braces, which pydantic would fill in.
    return PydanticCustomError("settings", "{problem}", {"problem": message, "mend": mend})


def _host(text: str) -> str:
    problem = form_problem(text)
    if problem:
        raise wrong(problem.message, "Name one host of the library’s own, such as ezproxy.library.example.org.")
    return text


def _web_address(text: str) -> str:
    parts = _parts(text)
    if parts.scheme != "https" or not parts.hostname:
        raise wrong("is not an https address", "Write the whole address, such as https://www.library.example.org/.")
    _host(parts.hostname)
    if "@" in parts.netloc:
        raise wrong("holds a user name", "Write the address without it.")
    return text


def _contact(text: str) -> str:
    if text.startswith("mailto:") and text.count("@") == 1:
        return text
    return _web_address(text)


def _template(text: str) -> str:
    if text.count("$@") != 1:
        raise wrong("must hold $@ once", "Put $@ where the target’s address stands: …/login?url=$@")
    _web_address(text.replace("$@", "target"))
    if template_of(text) is None:
        raise wrong("is not a log-in address", "Put $@ behind the host: https://login.library.example.org/login?url=$@")
    return text


def _updates_address(text: str) -> str:
    parts = _parts(text)
    if not text.endswith("/") or parts.query or parts.fragment:
        raise wrong("must be a folder’s address", "End it with a slash: https://optout.example.org/updates/")
    if parts.scheme == "http" and parts.hostname in _LOOPBACK:
        return text
    return _web_address(text)


def _parts(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        raise wrong("is not an address", "Copy it from the browser’s address bar.") from None
    return parts


_Address = StringConstraints(pattern=r"^[^\s<>\"{}|\\^`]+$", max_length=500)
Host = Annotated[str, StringConstraints(max_length=253), AfterValidator(_host)]
WebPage = Annotated[str, _Address, AfterValidator(_web_address)]
Contact = Annotated[str, _Address, AfterValidator(_contact)]
LoginTemplate = Annotated[str, _Address, AfterValidator(_template)]
UpdatesAddress = Annotated[str, _Address, AfterValidator(_updates_address)]
LibraryName = Annotated[str, StringConstraints(min_length=1, max_length=120), AfterValidator(plain)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=80), AfterValidator(plain)]
Advice = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(plain)]
