"""The geocoder's spelling: one form for the many ways in which people write a street and a number."""

import re
import unicodedata
from collections.abc import Iterator

_ENDINGS = {"str": "strasse", "strase": "strasse", "pl": "platz", "wg": "weg"}
"""German street words that are glued to the name, with or without a full stop."""
_WORDS = {
    "str": "strasse",
    "strase": "strasse",
    "ave": "avenue",
    "av": "avenue",
    "rd": "road",
    "ln": "lane",
    "blvd": "boulevard",
    "bd": "boulevard",
    "bvd": "boulevard",
    "dr": "drive",
    "ct": "court",
    "cl": "close",
    "sq": "square",
    "hwy": "highway",
    "pkwy": "parkway",
    "ter": "terrace",
    "gdns": "gardens",
    "pl": "platz",
    "n": "north",
    "s": "south",
    "e": "east",
    "w": "west",
}
_GLUED = re.compile(r"(\w{3,})(str|strase|wg)$")
_NOT_A_WORD = re.compile(r"[^\w]+")
_APOSTROPHES = str.maketrans("", "", "'`\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}")
_DASHES = str.maketrans("\N{EN DASH}\N{EM DASH}\N{HYPHEN}", "---")
_NUMBER = r"\d{1,5}(?:\s?[a-z](?![\w]))?(?:\s?[-/]\s?\d{1,5}\s?[a-z]?(?![\w]))?"
_AT_THE_END = re.compile(rf"^(?P<street>.*?\D.*?)[\s,]+(?P<number>{_NUMBER})$")
_ODD_AT_THE_END = re.compile(r"^(?P<street>.*\D.*?)[\s,]+(?P<number>\d\S{0,15})$")
"""Numbers as some towns write them: `1-k201`, `12bis`."""
_IN_THE_MIDDLE = re.compile(rf"^(?P<street>\D*?[^\W\d]\D*?)[\s,]+(?P<number>{_NUMBER})(?:[\s,]+.*)$")
_AT_THE_START = re.compile(rf"^(?P<number>{_NUMBER})[\s,]+(?P<street>.*\D.*)$")


def plain(text: str) -> str:
    """Lower case, without accents: Ä → a, ß → ss, Ø → o."""
    folded = text.casefold().replace("ø", "o").replace("ł", "l").replace("æ", "ae").replace("œ", "oe")
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def street_key(name: str) -> str:
    """The name as the index holds it: plain letters, no punctuation, abbreviations written out."""
    words = [word for word in _NOT_A_WORD.split(plain(name).translate(_APOSTROPHES)) if word]
    return " ".join(_whole_word(word, is_last=at == len(words) - 1) for at, word in enumerate(words))


def place_key(name: str) -> str:
    """A town's name: plain letters and single blanks."""
    return " ".join(word for word in _NOT_A_WORD.split(plain(name)) if word)


def postcode_key(postcode: str) -> str:
    """A post code without blanks, in capitals: `5401 ab` → `5401AB`."""
    return re.sub(r"[\s-]+", "", postcode).upper()


def number_key(number: str) -> str:
    """A house number without blanks, in small letters: `12 B` → `12b`, `12 - 14` → `12-14`."""
    return re.sub(r"\s+", "", plain(number).translate(_DASHES))


def number_value(number: str) -> int | None:
    """The leading whole number, by which neighbours are found: `12b` → 12."""
    digits = re.match(r"\d{1,6}", number_key(number))
    return int(digits.group()) if digits else None


def readings(line: str) -> Iterator[tuple[str, str]]:
    """The ways to read a line as (street, house number), the likeliest first; the number may be empty.

    `Straße des 17. Juni 135`, `12 High Street` and `Mannerheimintie 5 A 12` are all read rightly by one of
    them; which one is decided by the streets and numbers that exist.
    """
    text = " ".join(plain(line).translate(_DASHES).split()).strip(" ,.")
    seen = set()
    for pattern in (_AT_THE_END, _ODD_AT_THE_END, _IN_THE_MIDDLE, _AT_THE_START):
        found = pattern.match(text)
        if found:
            reading = (street_key(found["street"]), number_key(found["number"]))
            if reading not in seen:
                seen.add(reading)
                yield reading
    yield street_key(text), ""


def _whole_word(word: str, *, is_last: bool) -> str:
    if word == "st":
        return "street" if is_last else "st"  # St Mary's Lane is not a street called Mary
    if word in _WORDS:
        return _WORDS[word]
    glued = _GLUED.match(word)
    if glued and is_last:
        return glued[1] + _ENDINGS[glued[2]]
    return word
