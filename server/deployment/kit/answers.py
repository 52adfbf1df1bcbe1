"""What a kit is made of: a library's settings, the members of a consortium, and what the computers are."""

import re
import unicodedata
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from server.deployment.settings import LibrarySettings, LibraryWords
from server.rules.fields import Model

System = Literal["windows", "macos", "linux", "chromeos"]
SYSTEMS: tuple[System, ...] = ("windows", "macos", "linux", "chromeos")
MOST_MEMBERS = 200


class Computers(Model):
    """What the computers are. ``None`` where nobody knows; then the guides say what hangs on it."""

    systems: Annotated[tuple[System, ...], Field(min_length=1, max_length=4)] = SYSTEMS
    joined: bool | None = None
    firefox: Literal["esr", "release", "none"] = "esr"
    wiped: bool | None = None


class KitSettings(LibrarySettings):
    """A library's settings, and what only its kit needs. ``members`` share everything but the words of ``library``."""

    members: Annotated[tuple[LibraryWords, ...], Field(max_length=MOST_MEMBERS)] = ()
    computers: Computers = Computers()

    def each(self) -> dict[str, LibrarySettings]:
        """The settings for each library: folder in the kit -> settings; one without members has the folder ``""``."""
        given = self.model_dump(exclude_unset=True, exclude={"members", "computers"})
        if not self.members:
            return {"": LibrarySettings.model_validate(given)}
        places = len(str(len(self.members)))
        return {
            f"members/{number:0{places}}-{_slug(words.name)}/": LibrarySettings.model_validate(
                {**given, "library": words.model_dump(exclude_unset=True)}
            )
            for number, words in enumerate(self.members, 1)
        }


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "library"


def default_name(settings: KitSettings) -> Path:
    """How the kit's file is called if nobody says it."""
    return Path(f"libraries-optout-kit-{_slug(settings.library.name)}.zip")
