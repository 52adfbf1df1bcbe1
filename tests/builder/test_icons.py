"""The icons: a set that is told apart by shape, seen on light and dark toolbars, and small."""

from itertools import combinations
from pathlib import Path

import pytest
from PIL import Image

ICONS = Path(__file__).parents[2] / "extension" / "icons"
STATES = ["quiet", "lit", "alert", "snoozed", "off", "old"]
TOOLBARS = {"white": "#ffffff", "Firefox": "#f9f9fb", "Firefox, dark": "#2b2a33", "Chromium, dark": "#202124"}
CONTRAST = 3  # WCAG 2.2, 1.4.11


def pixels(state: str, size: int = 32) -> list[tuple[int, ...]]:
    with Image.open(ICONS / f"{state}-{size}.png") as icon:
        return list(icon.convert("RGBA").get_flattened_data())


def luminance(colour: tuple[int, ...]) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in colour[:3])]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    dark, light = sorted([luminance(one), luminance(other)])
    return (light + 0.05) / (dark + 0.05)


def test_every_state_is_there_in_the_sizes_of_a_toolbar_and_all_of_them_are_small() -> None:
    sizes = {(state, size) for state in STATES for size in (16, 32)} | {("lit", 48), ("lit", 128)}
    assert {path.name for path in ICONS.iterdir()} == {f"{state}-{size}.png" for state, size in sizes}
    for state, size in sizes:
        assert len(pixels(state, size)) == size * size
    assert sum(path.stat().st_size for path in ICONS.iterdir()) < 5000


@pytest.mark.parametrize("toolbar", TOOLBARS.values(), ids=TOOLBARS)
@pytest.mark.parametrize("state", STATES)
def test_an_icon_is_seen_on_light_and_dark_toolbars(state: str, toolbar: str) -> None:
    solid = [pixel for pixel in pixels(state) if pixel[3] == 255]
    ground = tuple(int(toolbar[at : at + 2], 16) for at in (1, 3, 5))
    main = max(set(solid), key=solid.count)
    assert contrast(main, ground) >= CONTRAST


@pytest.mark.parametrize(("one", "other"), list(combinations(STATES, 2)))
def test_states_are_told_apart_without_colour(one: str, other: str) -> None:
    def lightness(state: str) -> list[float]:
        # On white, in greys: what is left for those who see no colours.
        return [1 - pixel[3] / 255 * (1 - luminance(pixel)) for pixel in pixels(state)]

    differing = [a for a, b in zip(lightness(one), lightness(other), strict=True) if abs(a - b) > 0.25]
    assert len(differing) > 0.1 * 32 * 32
