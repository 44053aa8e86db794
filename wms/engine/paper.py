"""Drawing packing slips and delivery notes: A4, as many pages as the list needs. Plain values in, PDF out."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

REGULAR, BOLD = "Inter", "Inter-Bold"
MARGIN = 18 * mm
TEXT = ParagraphStyle("text", fontName=REGULAR, fontSize=9.5, leading=13)
SMALL = ParagraphStyle("small", parent=TEXT, fontSize=8, leading=11, textColor=colors.HexColor("#4a5560"))
STRONG = ParagraphStyle("strong", parent=TEXT, fontName=BOLD)
NUMBER = ParagraphStyle("number", parent=TEXT, alignment=2)
TITLE = ParagraphStyle("title", parent=STRONG, fontSize=20, leading=25)
HEAD = ParagraphStyle("head", parent=STRONG, fontSize=8, leading=11)
HEAD_NUMBER = ParagraphStyle("head-number", parent=HEAD, alignment=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """Everything that stands on a paper, in the words that are printed."""

    title: str
    sender: Sequence[str]
    to: Sequence[str]
    facts: Sequence[tuple[str, str]]
    columns: Sequence[str]
    """Headings; the last column is a number."""
    widths: Sequence[float]
    """Shares of the page's width, one per column."""
    rows: Sequence[Sequence[str]]
    closing: Sequence[str] = field(default_factory=tuple)
    sign_here: Sequence[str] = field(default_factory=tuple)
    """Words under lines to sign on."""
    page_word: str = "Page %(page)d"


def draw_sheet(sheet: Sheet) -> bytes:
    """The paper as PDF. The table's heading stands on every page; long names wrap and are never cut."""
    out = BytesIO()
    document = BaseDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN,
        title=sheet.title,
    )
    frame = Frame(MARGIN, MARGIN + 4 * mm, document.width, document.height - 4 * mm, 0, 0, 0, 0)

    def foot(canvas: Canvas, _document: BaseDocTemplate) -> None:
        canvas.setFont(REGULAR, 8)
        canvas.drawString(MARGIN, MARGIN - 6 * mm, " · ".join(value for _word, value in sheet.facts[:2]))
        page = sheet.page_word % {"page": canvas.getPageNumber()}
        canvas.drawRightString(A4[0] - MARGIN, MARGIN - 6 * mm, page)

    document.addPageTemplates([PageTemplate("page", [frame], onPage=foot)])
    document.build(_story(sheet, document.width))
    return out.getvalue()


def _story(sheet: Sheet, width: float) -> list[Flowable]:
    sender = [_text(line, STRONG if number == 0 else SMALL) for number, line in enumerate(sheet.sender)]
    to = [_text(line, STRONG if number == 0 else TEXT) for number, line in enumerate(sheet.to)]
    facts = Table(
        [[_text(word, SMALL), _text(value, STRONG)] for word, value in sheet.facts],
        colWidths=[width * 0.16, width * 0.29],
        hAlign="LEFT",
        style=[("LEFTPADDING", (0, 0), (-1, -1), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")],
    )
    head = Table(
        [[to, facts]],
        colWidths=[width * 0.55, width * 0.45],
        style=[("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 0)],
    )
    story: list[Flowable] = [*sender, Spacer(1, 6 * mm), _text(sheet.title, TITLE), Spacer(1, 4 * mm), head]
    story += [Spacer(1, 7 * mm), _table(sheet, width), Spacer(1, 5 * mm)]
    story += [_text(line, TEXT) for line in sheet.closing]
    if sheet.sign_here:
        story.append(KeepTogether([Spacer(1, 16 * mm), _signatures(sheet, width)]))
    return story


def _table(sheet: Sheet, width: float) -> Table:
    last = len(sheet.columns) - 1
    head = [_text(word, HEAD_NUMBER if n == last else HEAD) for n, word in enumerate(sheet.columns)]
    rows = [
        [_text(value, NUMBER if n == last else TEXT) for n, value in enumerate(row)] for row in sheet.rows
    ]
    rule = colors.HexColor("#c6ced6")
    return Table(
        [head, *rows],
        colWidths=[width * share / sum(sheet.widths) for share in sheet.widths],
        repeatRows=1,
        style=[
            ("LINEBELOW", (0, 0), (-1, 0), 1, colors.black),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, rule),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (0, -1), 0),
            ("RIGHTPADDING", (last, 0), (last, -1), 0),
        ],
    )


def _signatures(sheet: Sheet, width: float) -> Table:
    each = width / len(sheet.sign_here)
    return Table(
        [[_text(word, SMALL) for word in sheet.sign_here]],
        colWidths=[each] * len(sheet.sign_here),
        style=[("LINEABOVE", (n, 0), (n, 0), 0.6, colors.black) for n in range(len(sheet.sign_here))],
    )


def _text(words: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(words), style)
