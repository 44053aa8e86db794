"""What text and codes may hold."""

import pytest

from core.tables.errors import CellProblem
from core.tables.text import clean_identifier, clean_text


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  Bolt  M8 ", "Bolt M8"),
        ("Bolt\u00a0M8\u2009x", "Bolt M8 x"),
        ("A\u0308yra\u0308", "Äyrä"),
        ("two\r\nlines\there", "two lines here"),
        ("soft\u00adhyphen \u200bzero\u2060 \u200eleft\ufeff", "softhyphen zero left"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u200c\u062e"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("'=not run", "=not run"),
        ("'+358 40 1", "+358 40 1"),
        ("''=x", "'=x"),
        ("'n Huis", "'n Huis"),
        ("@home", "@home"),
        ("+358 40 123", "+358 40 123"),
    ],
)
def test_free_text_is_made_plain(raw, clean):
    assert clean_text(raw) == clean


def test_line_breaks_stay_where_a_column_asks_for_them():
    assert clean_text(" ring  \r\n\tbell\u2028twice ", multiline=True) == "ring\nbell\ntwice"


@pytest.mark.parametrize("clean", [clean_text, clean_identifier])
@pytest.mark.parametrize(
    ("raw", "words", "code"),
    [
        ("A\x07B", r"U\+0007", "control_character"),
        ("A\x00B", r"U\+0000", "control_character"),
        ("A\x1b[31mB", r"U\+001B", "control_character"),
        ("A\x9fB", r"U\+009F", "control_character"),
        ("A\ud800B", r"U\+D800", "control_character"),
        ("A\uffffB", r"U\+FFFF", "control_character"),
        ("invoice\u202efdp.exe", r"U\+202E", "direction_mark"),
        ("A\u2066B", r"U\+2066", "direction_mark"),
        ("M\ufffdller", "was lost", "lost_character"),
        ("=1+1", "formula", "formula"),
        ('  =HYPERLINK("x")', "formula", "formula"),
    ],
)
def test_what_lies_or_runs_is_refused_everywhere(clean, raw, words, code):
    with pytest.raises(CellProblem, match=words) as refused:
        clean(raw)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "hidden", ["\u200b", "\u200c", "\u200d", "\u200e", "\u00ad", "\u2060", "\ufeff", "\u061c"]
)
def test_two_codes_that_look_the_same_are_the_same(hidden):
    with pytest.raises(CellProblem, match=f"U\\+{ord(hidden):04X}"):
        clean_identifier(f"AB{hidden}1")


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\t", "\u2028", "\x85"])
def test_a_code_has_no_line_breaks(break_):
    with pytest.raises(CellProblem, match="Line breaks and tabs"):
        clean_identifier(f"AB{break_}1")


def test_a_code_is_composed_and_trimmed():
    assert clean_identifier(" A\u0308-\u00a01  b ") == "Ä- 1 b"
