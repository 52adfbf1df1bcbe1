"""A screen of our own (Xvfb), and a real keyboard on it (xdotool), for what no driver can reach."""

import os
import subprocess
import tempfile
from typing import Self

from harness.waiting import wait_for
from PIL import Image, ImageColor, ImageGrab

FEW = 20


class Screen:
    """``display`` is the X display's name: a given one, or one of our own."""

    def __init__(self, display: str | None = None) -> None:
        self._processes: list[subprocess.Popen[bytes]] = []
        self.display = display or self._start_display()
        if not display:
            # Without a window manager no window ever gets the keyboard, least of all a popup.
            self._start("openbox")

    def _start_display(self) -> str:
        with tempfile.TemporaryFile() as numbers:
            server = ["Xvfb", "-displayfd", str(numbers.fileno()), "-screen", "0", "1280x1000x24", "-nolisten", "tcp"]
            self._processes.append(subprocess.Popen(server, pass_fds=[numbers.fileno()], stderr=subprocess.DEVNULL))

            def number() -> str:
                numbers.seek(0)
                return numbers.read().decode().strip()

            return ":" + wait_for(number, "the screen")

    def _start(self, program: str) -> None:
        quiet = subprocess.DEVNULL
        self._processes.append(subprocess.Popen([program], env=self._environment, stdout=quiet, stderr=quiet))

    def press(self, keys: str) -> None:
        """Press keys in the window in front, as xdotool names them: ``alt+shift+o``."""
        self._xdotool("key", "--clearmodifiers", keys)

    def click(self, x: int, y: int) -> None:
        """Click at a point of the screen."""
        self._xdotool("mousemove", str(x), str(y), "click", "1")

    def picture(self) -> Image.Image:
        """What the whole screen shows."""
        return ImageGrab.grab(xdisplay=self.display)

    def shows(self, colour: str, area: tuple[int, int, int, int]) -> bool:
        """Whether a few pixels of ``area`` (x, y, width, height) have exactly that colour."""
        return len(self._points(colour, area)) >= FEW

    def middle_of(self, colour: str, area: tuple[int, int, int, int]) -> tuple[int, int]:
        """The middle of what has exactly that colour in ``area``."""
        points = self._points(colour, area)
        assert len(points) >= FEW, f"nothing of {colour} on the screen"
        return sum(x for x, _ in points) // len(points), sum(y for _, y in points) // len(points)

    def _points(self, colour: str, area: tuple[int, int, int, int]) -> list[tuple[int, int]]:
        left, top, width, height = area
        wanted = ImageColor.getrgb(colour)
        part = self.picture().convert("RGB").crop((left, top, left + width, top + height))
        return [
            (left + place % width, top + place // width)
            for place, found in enumerate(part.get_flattened_data())
            if found == wanted
        ]

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True, capture_output=True)

    @property
    def _environment(self) -> dict[str, str]:
        return {**os.environ, "DISPLAY": self.display}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for process in reversed(self._processes):
            process.terminate()
            process.wait(10)
