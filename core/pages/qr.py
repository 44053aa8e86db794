"""A QR code as runs of dark modules, for an inline SVG that needs no image file."""

from dataclasses import dataclass
from itertools import groupby

import segno


@dataclass(frozen=True, slots=True)
class Code:
    """Dark runs as (x, y, width) in modules, and the side with the quiet zone."""

    runs: tuple[tuple[int, int, int], ...]
    side: int
    text: str


def qr(text: str) -> Code:
    """The code of a text, with the quiet zone of four modules that the standard asks for."""
    rows = list(segno.make(text, micro=False, error="m").matrix_iter(scale=1, border=4))
    runs = []
    for y, row in enumerate(rows):
        x = 0
        for dark, group in groupby(row, bool):
            width = len(list(group))
            if dark:
                runs.append((x, y, width))
            x += width
    return Code(runs=tuple(runs), side=len(rows), text=text)
