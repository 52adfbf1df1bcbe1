"""``.reg`` files for Windows: UTF-16 with its mark, lines ended as Windows ends them.

Chromium's relatives get keys of their own below ``ExtensionSettings``, so that nothing of another extension is
overwritten. Firefox takes such policies as one JSON text only.
"""

import json
from typing import Any

from server.deployment.kit.policies import Browser, Source, chromium_entry
from server.deployment.manifests import GECKO_ID

_POLICIES = "HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\"
# Bytes in a row, so that no row is longer than those that Windows itself writes.
_ROW = 25
Keys = dict[str, dict[str, str]]
"""Key -> name of a value -> the value as the file writes it; a key that begins with ``-`` is removed."""


def chromium_reg(source: Source, browser: Browser, values: dict[str, str]) -> bytes:
    """Installs the extension in one of Chromium's relatives."""
    settings, managed = _chromium_keys(source, browser)
    entry = {name: _written(value) for name, value in chromium_entry(source, browser).items()}
    return _file({settings: entry, f"{managed}\\policy": {name: _written(value) for name, value in values.items()}})


def chromium_removal_reg(source: Source, browser: Browser) -> bytes:
    """Removes it again."""
    settings, managed = _chromium_keys(source, browser)
    return _file({f"-{settings}": {}, f"-{managed}": {}})


def firefox_reg(browser: Browser, policies: dict[str, Any]) -> bytes:
    """Firefox's policies; what is set for extensions there already would be replaced."""
    base = _POLICIES + browser.windows
    managed = policies["3rdparty"]["Extensions"][GECKO_ID]
    top = {name: _json_lines(value) for name, value in policies.items() if name != "3rdparty"}
    return _file({base: top, f"{base}\\3rdparty\\Extensions": {GECKO_ID: _json_lines(managed)}})


def firefox_removal_reg(browser: Browser, policies: dict[str, Any]) -> bytes:
    """Blocks the extension, and takes its settings away."""
    base = _POLICIES + browser.windows
    top = {"ExtensionSettings": _json_lines(policies["ExtensionSettings"])}
    return _file({base: top, f"{base}\\3rdparty\\Extensions": {GECKO_ID: "-"}})


def _chromium_keys(source: Source, browser: Browser) -> tuple[str, str]:
    base = f"{_POLICIES}{browser.windows}"
    return f"{base}\\ExtensionSettings\\{source.chromium_id}", f"{base}\\3rdparty\\extensions\\{source.chromium_id}"


def _file(keys: Keys) -> bytes:
    lines = ["Windows Registry Editor Version 5.00", ""]
    for key, values in keys.items():
        lines += [f"[{key}]", *(f"{_quoted(name)}={value}" for name, value in values.items()), ""]
    return ("\ufeff" + "\r\n".join([*lines, ""])).encode("utf-16-le")


def _written(value: str | bool) -> str:  # noqa: FBT001 - a value, not a switch
    return f"dword:{int(value):08x}" if isinstance(value, bool) else _quoted(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _json_lines(value: object) -> str:
    """A ``REG_MULTI_SZ`` with one line of JSON: Firefox reads that kind as JSON, and types survive."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\0\0"
    digits = [f"{byte:02x}" for byte in text.encode("utf-16-le")]
    rows = [",".join(digits[start : start + _ROW]) for start in range(0, len(digits), _ROW)]
    return "hex(7):" + ",\\\r\n  ".join(rows)
