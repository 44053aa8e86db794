"""What keeps the look whole: styles, templates, icons, other people's files."""

import hashlib
import re
from functools import partial

import pytest

from core.pages import design, tones
from tests.architecture.sources import ROOT, name, offenders, python_files

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


FORBIDDEN = {
    r"\sstyle\s*=": "use a class, a data attribute or an SVG attribute",
    r"\son[a-z]+\s*=\s*[\"']": "listen in a module",
    r"<script(?![^>]*\bsrc=)[^>]*>": "put it into static/",
    r"<style\b": "put it into static/css/",
}
ELSEWHERE = r"(?:src|href|action)=[\"'](?:https?:)?//|url\([\"']?(?:https?:)?//|import .*https?://"
ONE_DIRECTION = (
    r"^\s*(?:margin|padding|border)-(?:left|right)\b.*|^\s*(?:left|right)\s*:.*"
    r"|text-align:\s*(?:left|right)|float:.*"
)


def matches(pattern, path):
    return re.findall(pattern, path.read_text(), re.MULTILINE)


@pytest.mark.parametrize(("pattern", "instead"), FORBIDDEN.items())
def test_a_template_needs_nothing_that_the_policy_forbids(pattern, instead):
    pages = [path for path in TEMPLATE_FILES if path not in LETTERS]
    assert offenders(pages, partial(matches, pattern)) == {}, instead


def test_nothing_is_fetched_from_another_origin():
    assert offenders([*TEMPLATE_FILES, *STYLES, *SCRIPTS], partial(matches, ELSEWHERE)) == {}


def test_templates_and_modules_are_short():
    long = offenders([*TEMPLATE_FILES, *SCRIPTS], lambda path: len(path.read_text().splitlines()) > 150)
    assert list(long) == [], "move a part into a fragment or another module"


def test_styles_run_in_both_directions():
    assert offenders(STYLES, partial(matches, ONE_DIRECTION)) == {}, "write inline-start and inline-end"


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
