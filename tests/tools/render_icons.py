"""Render ``docs/artwork/``: the icons that browsers ask for, and the site’s preview picture: ``make icons``."""

from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[2]
SIZES = {"quiet": (16, 32), "alert": (16, 32), "lit": (16, 32, 48, 96, 128)}


def main() -> None:
    target = ROOT / "extension" / "icons"
    target.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for state, sizes in SIZES.items():
            drawing = (ROOT / "docs" / "artwork" / f"icon-{state}.svg").read_text()
            for size in sizes:
                page = browser.new_page(viewport={"width": size, "height": size})
                page.set_content(
                    f"<style>*{{margin:0}}svg{{width:{size}px;height:{size}px;display:block}}</style>{drawing}"
                )
                page.screenshot(path=target / f"{state}-{size}.png", omit_background=True)
                page.close()
        page = browser.new_page(viewport={"width": 1200, "height": 630})
        page.set_content(f"<style>*{{margin:0}}</style>{(ROOT / 'docs' / 'artwork' / 'preview.svg').read_text()}")
        page.screenshot(path=ROOT / "server" / "web" / "static" / "preview.png")
        browser.close()


if __name__ == "__main__":
    main()
