"""Small plots as SVG: a step line over days, drawn by the server."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wms.queries.stock_over_time import DayEnd

WIDTH, HEIGHT = 600, 120


@dataclass(frozen=True, kw_only=True, slots=True)
class StepPlot:
    """What the template draws: two paths in a box of WIDTH by HEIGHT, and the words around it."""

    line: str
    area: str
    first: DayEnd
    last: DayEnd
    highest: int
    lowest: int
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def days(self) -> int:
        """How many days it spans."""
        return (self.last.on - self.first.on).days


def step_plot(ends: Sequence[DayEnd]) -> StepPlot | None:
    """The plot of at least two days; None where there is nothing to draw. The lower edge is zero."""
    if len(ends) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    quantities = [end.quantity for end in ends]
    top = max(*quantities, 1)
    first = ends[0].on
    span = (ends[-1].on - first).days
    points = [(_x(end.on, first, span), _y(end.quantity, top)) for end in ends]
    line = f"M{points[0][0]},{points[0][1]}" + "".join(f"H{x}V{y}" for x, y in points[1:])
    return StepPlot(
        line=line,
        area=f"{line}V{HEIGHT}H0Z",
        first=ends[0],
        last=ends[-1],
        highest=max(quantities),
        lowest=min(quantities),
    )


def _x(day: date, first: date, span: int) -> int:
    return (day - first).days * WIDTH // span


def _y(quantity: int, top: int) -> int:
    return HEIGHT - max(quantity, 0) * (HEIGHT - 4) // top
