"""What a scanned code says: plain, or GS1 element strings with application identifiers. Plain text work.

By GS1 General Specifications, sections 3 (application identifiers) and 7.8 (FNC1, processing of strings).
"""

from dataclasses import dataclass

FNC1 = "\x1d"
AIM_PREFIXES = ("]C1", "]e0", "]d2", "]Q3", "]J1")
"""What readers put before GS1 data of a code 128, data bar, data matrix, QR and dot code."""
AIM_LENGTH = 3
FIXED = {
    "00": 18, "01": 14, "02": 14, "03": 14, "11": 6, "12": 6, "13": 6, "15": 6, "16": 6, "17": 6, "20": 2,
}  # fmt: skip
"""Identifiers whose values have a predefined length; after all others stands FNC1 or the end."""
VARIABLE = {"10": 20, "21": 20, "22": 20, "30": 8, "37": 8, "240": 30, "241": 30, "400": 30}
MEASURES = range(310, 370)
"""Four-digit identifiers of weights and sizes: three digits and the place of the decimal point."""
MEASURE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Read:
    """A code as it was scanned, and what its identifiers say; without any it is just a text."""

    text: str
    sscc: str = ""
    gtin: str = ""
    lot: str = ""
    serial: str = ""
    count: int = 0


def read(code: str) -> Read:
    """What the code says. What is no element string is taken as it is, without the reader's own prefix."""
    plain = code.strip()
    is_marked = plain.startswith(AIM_PREFIXES)
    if plain.startswith("]"):
        plain = plain[AIM_LENGTH:]
    found = _bracketed(plain) if plain.startswith("(") else _elements(plain)
    if found is None or not (is_marked or _is_telling(plain, found)):
        return Read("".join(letter for letter in plain if letter.isprintable()))
    count = found.get("37") or found.get("30") or ""
    return Read(
        text=plain,
        sscc=found.get("00", ""),
        gtin=found.get("01") or found.get("02") or "",
        lot=found.get("10", ""),
        serial=found.get("21", ""),
        count=int(count) if count.isdigit() else 0,
    )


def gtin_forms(code: str) -> list[str]:
    """The ways in which one GTIN is written: with 14, 13, 12 and 8 digits, as far as zeros allow."""
    if not (code.isascii() and code.isdigit()):
        return [code]
    bare = code.lstrip("0")
    return sorted({code, *(bare.zfill(width) for width in (14, 13, 12, 8) if len(bare) <= width)})


def _is_telling(plain: str, found: dict[str, str]) -> bool:
    """An unmarked string counts when it cannot be anything else: an SSCC, a GTIN, or one with separators."""
    return plain.startswith("(") or FNC1 in plain or "00" in found or ("01" in found and len(found) > 1)


def _elements(plain: str) -> dict[str, str] | None:
    found: dict[str, str] = {}
    rest = plain.lstrip(FNC1)
    while rest:
        step = _next(rest)
        if step is None:
            return None
        name, value, rest = step
        found.setdefault(name, value)
    return found or None


def _next(rest: str) -> tuple[str, str, str] | None:
    """The first element: its identifier, its value, and what comes after it."""
    if width := FIXED.get(rest[:2]):
        value, after = rest[2 : 2 + width], rest[2 + width :]
        return (rest[:2], value, after.lstrip(FNC1)) if len(value) == width and value.isdigit() else None
    if rest[:3].isdigit() and int(rest[:3]) in MEASURES:
        value, after = rest[4 : 4 + MEASURE_DIGITS], rest[4 + MEASURE_DIGITS :]
        return (rest[:4], value, after.lstrip(FNC1)) if len(value) == MEASURE_DIGITS else None
    for digits in (2, 3):
        if longest := VARIABLE.get(rest[:digits]):
            value, _, after = rest[digits:].partition(FNC1)
            return (rest[:digits], value, after) if 0 < len(value) <= longest else None
    return None


def _bracketed(plain: str) -> dict[str, str] | None:
    """As people read it under the bars: (01)04006381333931(10)L7."""
    found: dict[str, str] = {}
    for part in plain[1:].split("("):
        name, closed, value = part.partition(")")
        if not (closed and name.isdigit() and value):
            return None
        found.setdefault(name, value)
    return found or None
