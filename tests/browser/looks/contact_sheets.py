"""Pictures of every page of a running product, in themes and widths, and sheets of them to look at.

    DJANGO_SETTINGS_MODULE=config.settings .venv/bin/python -m tests.browser.looks.contact_sheets \\
        http://127.0.0.1:8000 NAME PASSWORD FOLDER [--widths 390,1440] [--only ^/orders]

Says for each page what sticks out of the window and what axe finds, and exits 1 where there is any.
"""

import argparse
import re
import sys
from pathlib import Path

import django
from PIL import Image, ImageDraw
from playwright.sync_api import Page, sync_playwright

from tests.browser.looks.looking import forbidden_on, sticks_out
from tests.browser.looks.walking import plain_routes, walk
from tests.chromium import ARGUMENTS, chromium_path

HEIGHTS = {390: 844, 768: 1024, 1440: 900, 1920: 1080}
THUMB = {390: (195, 422), 768: (288, 384), 1440: (480, 300), 1920: (480, 270)}
PER_SHEET = {390: 16, 768: 12, 1440: 9, 1920: 9}


def main() -> int:
    """Sign in, find the pages, look at them."""
    django.setup()
    asked = _arguments()
    asked.folder.mkdir(parents=True, exist_ok=True)
    found: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(playwright), args=list(ARGUMENTS))
        for theme in asked.themes.split(","):
            for width in map(int, asked.widths.split(",")):
                size = {"width": width, "height": HEIGHTS[width]}
                page = browser.new_page(
                    base_url=asked.url, viewport=size, color_scheme=theme, reduced_motion="reduce"
                )
                _sign_in(page, asked)
                addresses = _pages(page, asked)
                found += _look(page, addresses, asked, theme, width)
                page.context.close()
    print("\n".join(found) or "nothing sticks out, nothing that WCAG forbids")
    return 1 if found else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url")
    parser.add_argument("username")
    parser.add_argument("password")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--widths", default="390,768,1440,1920")
    parser.add_argument("--themes", default="light,dark")
    parser.add_argument("--only", default="", help="a pattern that addresses must match")
    return parser.parse_args()


def _sign_in(page: Page, asked: argparse.Namespace) -> None:
    page.goto("/sign-in/")
    page.fill("#id_username", asked.username)
    page.fill("#id_password", asked.password)
    page.press("#id_password", "Enter")
    page.wait_for_url(re.compile(r"/$"))


def _pages(page: Page, asked: argparse.Namespace) -> list[str]:
    def get(address: str) -> tuple[int, str, str]:
        answer = page.request.get(address, max_redirects=0)
        return answer.status, answer.headers.get("content-type", ""), answer.text()

    pages, _refused = walk(get, ["/", *plain_routes()], only=asked.only)
    return sorted(pages.values())


def _look(page: Page, addresses: list[str], asked: argparse.Namespace, theme: str, width: int) -> list[str]:
    found, pictures = [], []
    for address in addresses:
        page.goto(address, wait_until="load")
        page.wait_for_timeout(700)
        name = (
            re.sub(r"[^a-z0-9]+", "-", re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "id", address)).strip("-")
            or "start"
        )
        file = asked.folder / f"{name}-{theme}-{width}.png"
        page.screenshot(path=file)
        pictures.append((address, file))
        where = f"{address} {theme} {width}"
        if (more := sticks_out(page)) > 0:
            found.append(f"{where}: {more} px wider than the window")
        found += [f"{where}: {what}" for what in forbidden_on(page)]
    for number, start in enumerate(range(0, len(pictures), PER_SHEET[width]), 1):
        _sheet(
            pictures[start : start + PER_SHEET[width]],
            asked.folder / f"sheet-{theme}-{width}-{number}.png",
            width,
        )
    return found


def _sheet(pictures: list[tuple[str, Path]], file: Path, width: int) -> None:
    columns = {390: 8, 768: 4}.get(width, 3)
    across, down = THUMB[width]
    rows = -(-len(pictures) // columns)
    sheet = Image.new("RGB", (columns * (across + 12), rows * (down + 26)), "#888888")
    draw = ImageDraw.Draw(sheet)
    for index, (address, picture) in enumerate(pictures):
        left, top = index % columns * (across + 12) + 6, index // columns * (down + 26) + 20
        with Image.open(picture) as shown:
            sheet.paste(shown.convert("RGB").resize((across, down), Image.Resampling.LANCZOS), (left, top))
        draw.text((left, top - 16), address[:60], fill="#000000")
    sheet.save(file)


if __name__ == "__main__":
    sys.exit(main())
