"""Whoever works in German reads German: every word of the pages of the last mile is in the catalogue."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

ROOT = Path(__file__).parents[2]
PAGES = ("board", "checking", "fleet", "order", "orders", "plans", "routes", "shifts")
CALL = re.compile(
    r"\b(n?p?gettext|_)\((u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
    r"(?:\s*,\s*u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"))*)"
)


def words_of(text: str) -> set[str]:
    """The message ids in a template."""
    found = set()
    for name, arguments in CALL.findall(templatize(text)):
        strings = ast.literal_eval(f"({arguments},)")
        found.add(f"{strings[0]}\x04{strings[1]}" if "pgettext" in name else strings[0])
    return found


def test_the_reader_of_templates_finds_every_form():
    text = (
        '{% translate "A" %}{{ name|default:_("B") }}{% translate "C" context "D" %}'
        "{% blocktranslate count n=2 %}one {{ x }}{% plural %}more{% endblocktranslate %}"
    )
    assert words_of(text) == {"A", "B", "D\x04C", "one %(x)s"}


@pytest.mark.parametrize("folder", PAGES)
def test_every_word_of_the_pages_has_german(folder):
    with (ROOT / "locale/de/LC_MESSAGES/django.mo").open("rb") as file:
        known = gettext.GNUTranslations(file)._catalog
    pages = sorted((ROOT / "templates/lastmile" / folder).glob("*.html"))
    assert pages
    words = {word: page.name for page in pages for word in words_of(page.read_text())}
    missing = {word: page for word, page in words.items() if word not in known and (word, 0) not in known}
    assert missing == {}, "makemessages -l de, translate, compilemessages -l de"
