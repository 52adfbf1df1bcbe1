"""Render ``docs/artwork/``: the icons that browsers ask for, and the site’s preview picture: ``make icons``."""

import io
import re
from itertools import combinations
from pathlib import Path

from PIL import Image, ImageColor
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
ARTWORK = ROOT / "docs" / "artwork"
TOOLBAR = (16, 32)
SIZES = {
    "quiet": TOOLBAR,
    "lit": (*TOOLBAR, 48, 128),
    "alert": TOOLBAR,
    "snoozed": TOOLBAR,
    "off": TOOLBAR,
    "old": TOOLBAR,
}
_STEPS = (0.25, 0.5, 0.75)
Pixel = tuple[int, ...]


def main() -> None:
    target = ROOT / "extension" / "icons"
    target.mkdir(exist_ok=True)
    for old in target.glob("*.png"):
        old.unlink()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page()
        for state, sizes in SIZES.items():
            drawing = (ARTWORK / f"icon-{state}.svg").read_text()
            for size in sizes:
                _save(_picture(page, drawing, (size, size)), palette_of(drawing), target / f"{state}-{size}.png")
        preview = _picture(page, (ARTWORK / "preview.svg").read_text(), (1200, 630))
        (ROOT / "server" / "web" / "static" / "preview.png").write_bytes(preview)
        browser.close()


def palette_of(drawing: str) -> list[Pixel]:
    """The drawing's own colours, and what lies between each of them and another, or nothing, at its edges."""
    masks = re.compile(r"<mask.*?</mask>", re.DOTALL)
    colours = [ImageColor.getrgb(name) for name in sorted(set(re.findall(r"#[0-9a-f]{6}", masks.sub("", drawing))))]
    faded = [(*colour, round(255 * step)) for colour in colours for step in _STEPS]
    mixed = [
        (*(round(a + (b - a) * step) for a, b in zip(one, other, strict=True)), 255)
        for one, other in combinations(colours, 2)
        for step in _STEPS
    ]
    return [(0, 0, 0, 0), *((*colour, 255) for colour in colours), *faded, *mixed]


def _picture(page: Page, drawing: str, size: tuple[int, int]) -> bytes:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.set_content(f"<style>*{{margin:0}}svg{{width:{size[0]}px;height:{size[1]}px;display:block}}</style>{drawing}")
    return page.screenshot(omit_background=True)


def _save(picture: bytes, palette: list[Pixel], path: Path) -> None:
    """Few colours make a small file, and an icon needs no more."""
    drawn = Image.open(io.BytesIO(picture)).convert("RGBA")
    nearest = {pixel: min(range(len(palette)), key=lambda n: _distance(pixel, palette[n])) for pixel in set(_of(drawn))}
    small = Image.new("P", drawn.size)
    small.putpalette([channel for colour in palette for channel in colour[:3]])
    small.putdata([nearest[pixel] for pixel in _of(drawn)])
    small.save(path, transparency=bytes(colour[3] for colour in palette), optimize=True)


def _of(image: Image.Image) -> list[Pixel]:
    return list(image.get_flattened_data())


def _distance(one: Pixel, other: Pixel) -> float:
    """Colours count as much as they are seen."""
    seen = min(one[3], other[3]) / 255
    colours = sum((a - b) ** 2 for a, b in zip(one[:3], other[:3], strict=True))
    return colours * seen + 3 * (one[3] - other[3]) ** 2


if __name__ == "__main__":
    main()
