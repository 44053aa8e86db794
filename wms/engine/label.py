"""Drawing a parcel's label: one layout for paper, screen and printer. Plain values in, PDF out.

The bars are GS1-128 with application identifier 00 (SSCC), at least 0.495 mm a module and 32 mm high (GS1
General Specifications, table 5 for logistic units), laid on whole dots of the printer so that none blurs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

FNC1 = "\xf1"
MODULES = 156
"""Start, FNC1, ten pairs of digits, check and stop."""
NARROWEST_MM = 0.495
BAR_HEIGHT_MM = 34
MARGIN_MM = 5
MM_PER_INCH = 25.4
REGULAR, BOLD = "Inter", "Inter-Bold"
"""Fonts that the caller has registered."""
DRAWN_FOR_MM = (100, 150)


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """Everything that stands on a label, in the words that are printed."""

    sscc: str
    to: Sequence[str]
    """Name first, then the lines of the address."""
    sender: Sequence[str] = field(default_factory=tuple)
    group: str = ""
    rank: str = ""
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)
    """What stands small above the bars: a word and its value, three side by side."""
    to_word: str = "To"
    from_word: str = "From"


@dataclass(frozen=True, slots=True)
class Paper:
    """The label's size in millimetres and how fine it is printed."""

    width_mm: int = 100
    height_mm: int = 150
    dpi: int = 203


def draw_labels(labels: Sequence[Label], paper: Paper) -> bytes:
    """A PDF with one label per page. Raises ValueError where the bars do not fit the paper."""
    if module_mm(paper) * MODULES > paper.width_mm:
        raise ValueError(f"an SSCC does not fit {paper.width_mm} mm")
    out = BytesIO()
    canvas = Canvas(out, pagesize=(paper.width_mm * mm, paper.height_mm * mm), pageCompression=1)
    canvas.setTitle(", ".join(label.sscc for label in labels[:3]))
    for label in labels:
        _draw(canvas, label, paper)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def module_mm(paper: Paper) -> float:
    """The width of the narrowest bar: the fewest whole dots that are wide enough."""
    dot = MM_PER_INCH / paper.dpi
    return -(-NARROWEST_MM // dot) * dot


def _draw(canvas: Canvas, label: Label, paper: Paper) -> None:
    left, right = MARGIN_MM * mm, (paper.width_mm - MARGIN_MM) * mm
    top = (paper.height_mm - MARGIN_MM) * mm
    top = _sender(canvas, label, left, right, top)
    bars_top = _bars(canvas, label, paper)
    facts_top = _facts(canvas, label, left, right, bars_top + 4 * mm)
    group_top = _group(canvas, label, left, right, facts_top + 3 * mm)
    _recipient(canvas, label, left, right, top, group_top)


def _sender(canvas: Canvas, label: Label, left: float, right: float, top: float) -> float:
    y = top - 3 * mm
    for number, line in enumerate(label.sender[:2]):
        words = f"{label.from_word}: {line}" if number == 0 else line
        size = _fit(words, REGULAR, 8, right - left)
        canvas.setFont(REGULAR, size)
        canvas.drawString(left, y, _cut(words, REGULAR, size, right - left))
        y -= 3.6 * mm
    canvas.setLineWidth(0.8)
    canvas.line(left, y + 1.4 * mm, right, y + 1.4 * mm)
    return y


def _recipient(canvas: Canvas, label: Label, left: float, right: float, top: float, bottom: float) -> None:
    canvas.setFont(REGULAR, 8)
    canvas.drawString(left, top - 2.5 * mm, label.to_word)
    y = top - 8.5 * mm
    room = y - bottom - 3 * mm
    step = min(7 * mm, room / max(1, len(label.to) - 1)) if len(label.to) > 1 else 7 * mm
    for number, line in enumerate(label.to):
        font = BOLD if number == 0 else REGULAR
        size = _fit(line, font, min(17 if number == 0 else 14, step / mm * 2.3), right - left)
        canvas.setFont(font, size)
        canvas.drawString(left, y, _cut(line, font, size, right - left))
        y -= step


def _group(canvas: Canvas, label: Label, left: float, right: float, bottom: float) -> float:
    """The departure in white on black, and its rank beside it: what a loader looks for."""
    if not (label.group or label.rank):
        return bottom
    height = 17 * mm
    split = left + (right - left) * (0.62 if label.rank else 1.0)
    canvas.setFillGray(0)
    canvas.rect(left, bottom, split - left, height, stroke=0, fill=1)
    canvas.setFillGray(1)
    _centred(canvas, label.group, left, split, bottom, height)
    canvas.setFillGray(0)
    if label.rank:
        canvas.setLineWidth(1.2)
        canvas.rect(split, bottom, right - split, height, stroke=1, fill=0)
        _centred(canvas, label.rank, split, right, bottom, height)
    return bottom + height


def _facts(canvas: Canvas, label: Label, left: float, right: float, bottom: float) -> float:
    if not label.facts:
        return bottom
    width = (right - left) / len(label.facts)
    for number, (word, value) in enumerate(label.facts):
        x = left + number * width
        canvas.setFont(REGULAR, 7)
        canvas.drawString(x, bottom + 5 * mm, _cut(word, REGULAR, 7, width - mm))
        size = _fit(value, BOLD, 11, width - 2 * mm)
        canvas.setFont(BOLD, size)
        canvas.drawString(x, bottom, _cut(value, BOLD, size, width - mm))
    return bottom + 9 * mm


def _bars(canvas: Canvas, label: Label, paper: Paper) -> float:
    """The bars with their number below; returns where they end above."""
    dot = MM_PER_INCH / paper.dpi
    module = module_mm(paper)
    x = round((paper.width_mm - module * MODULES) / 2 / dot) * dot
    y = round(MARGIN_MM + 5) * mm
    bars = Code128(f"{FNC1}00{label.sscc}", barWidth=module * mm, barHeight=BAR_HEIGHT_MM * mm, quiet=0)
    bars.drawOn(canvas, x * mm, y)
    canvas.setFont(BOLD, 12)
    canvas.drawCentredString(paper.width_mm / 2 * mm, MARGIN_MM * mm, f"(00) {label.sscc}")
    return float(y + BAR_HEIGHT_MM * mm)


def _centred(canvas: Canvas, words: str, left: float, right: float, bottom: float, height: float) -> None:
    size = _fit(words, BOLD, 34, right - left - 4 * mm)
    canvas.setFont(BOLD, size)
    words = _cut(words, BOLD, size, right - left - 2 * mm)
    canvas.drawCentredString((left + right) / 2, bottom + height / 2 - size * 0.36, words)


def _fit(words: str, font: str, size: float, width: float, smallest: float = 6.5) -> float:
    """The largest size, up to the one wanted, in which the words fit."""
    needed = stringWidth(words, font, size)
    return max(smallest, min(size, size * width / needed)) if needed else size


def _cut(words: str, font: str, size: float, width: float) -> str:
    """The words, with … where even the smallest size is too wide."""
    if stringWidth(words, font, size) <= width:
        return words
    while words and stringWidth(words + "…", font, size) > width:
        words = words[:-1]
    return words.rstrip() + "…"
