"""What keeps the look whole: styles, templates, icons, other people's files."""

import hashlib
import re

import pytest

from core.pages import design, tones
from tests.architecture.sources import ROOT, name, python_files

STATIC, TEMPLATES = ROOT / "static", ROOT / "templates"
VENDORED = [STATIC / "vendor", ROOT / "tests" / "vendor"]
SPRITE = (STATIC / "vendor" / "lucide" / "sprite.svg").read_text()
ICONS = set(re.findall(r'<symbol id="([^"]+)"', SPRITE))
TEMPLATE_FILES = sorted(TEMPLATES.rglob("*.html"))
LETTERS = {TEMPLATES / "pod/messages/message.html"}
"""Mail programs read no stylesheet, and no policy of ours holds in them."""
STYLES = sorted((STATIC / "css").rglob("*.css"))
SCRIPTS = sorted(path for path in STATIC.rglob("*.js") if "vendor" not in path.parts)


@pytest.mark.parametrize("folder", VENDORED, ids=name)
def test_files_by_other_people_are_what_the_readme_says(folder):
    listed = dict(
        re.findall(r"^\| `([^`]+)` \| `([0-9a-f]{64})` \|$", (folder / "README.md").read_text(), re.MULTILINE)
    )
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "README.md"]
    there = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }

    assert there == listed


@pytest.mark.parametrize("path", [path for path in TEMPLATE_FILES if path not in LETTERS], ids=name)
def test_a_template_needs_nothing_that_the_policy_forbids(path):
    text = path.read_text()

    assert not re.search(r"\sstyle\s*=", text), "use a class, a data attribute or an SVG attribute"
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text), "listen in a module"
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", text), "put it into static/"
    assert not re.search(r"<style\b", text), "put it into static/css/"


@pytest.mark.parametrize("path", [*TEMPLATE_FILES, *STYLES, *SCRIPTS], ids=name)
def test_nothing_is_fetched_from_another_origin(path):
    addresses = re.findall(
        r"(?:src|href|action)=[\"'](?:https?:)?//|url\([\"']?(?:https?:)?//|import .*https?://",
        path.read_text(),
    )

    assert addresses == []


@pytest.mark.parametrize("path", TEMPLATE_FILES, ids=name)
def test_a_template_is_short(path):
    assert len(path.read_text().splitlines()) <= 150, "move a part into a fragment"


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_a_module_does_one_job(path):
    assert len(path.read_text().splitlines()) <= 150, "split it"


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_styles_run_in_both_directions(path):
    physical = re.findall(
        r"^\s*(?:margin|padding|border)-(?:left|right)\b.*|^\s*(?:left|right)\s*:.*|text-align:\s*(?:left|right)|float:.*",
        path.read_text(),
        re.MULTILINE,
    )

    assert physical == [], "write inline-start and inline-end"


def used_icons():
    for path in TEMPLATE_FILES:
        for icon in re.findall(
            r"""\{%\s*icon\s+["']([^"']+)["']|[ ]icon=["']([^"']+)["']""", path.read_text()
        ):
            yield path.name, icon[0] or icon[1]
    for path in python_files():
        for icon in re.findall(r"\bicon=[\"']([a-z0-9-]+)[\"']", path.read_text()):
            yield path.name, icon
    for icon in {*tones.ICONS.values(), *tones.WORD_ICONS.values()}:
        yield "tones.py", icon
    for icon in design.ICONS.split():
        yield "design.py", icon


def test_every_icon_is_in_the_sprite():
    assert {(where, icon) for where, icon in used_icons() if icon not in ICONS} == set()


def test_the_two_dark_themes_are_one():
    text = (STATIC / "css" / "tokens-dark.css").read_text()
    parts = text.split("@media")
    chosen, device = (re.findall(r"^\s+(--[\w-]+: [^;]+;)", part, re.MULTILINE) for part in parts)

    assert chosen == device
    assert len(chosen) > 50


def test_every_layer_file_is_imported_once():
    text = (STATIC / "css" / "app.css").read_text()
    imported = re.findall(r'@import url\("([^"]+)"\)', text)
    layered = [
        path
        for path in STYLES
        if path.parent.name in {"layout", "components"} and path.parent.parent.name == "css"
    ]

    assert len(imported) == len(set(imported))
    assert {path.relative_to(STATIC / "css").as_posix() for path in layered} <= set(imported)
