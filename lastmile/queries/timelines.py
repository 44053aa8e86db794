"""A day as lanes of blocks: one lane per route, one block per stop, on whole hours of the site's clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

PERMILLE = 1000
THINNEST = 4
"""Thousandths of the width: a stop of a minute must still be seen and hit."""
HOURS_SHOWN = 12
"""More hours than this are named every second one."""


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when somebody is somewhere, and what is said about it."""

    starts_at: datetime
    ends_at: datetime
    title: str
    is_break: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One route before it is placed on the hours; `number` picks its colour."""

    number: int
    code: str
    url: str
    starts_at: datetime
    ends_at: datetime
    spans: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Block:
    """One span in thousandths of the width."""

    start: int
    width: int
    title: str
    is_break: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """One route in thousandths of the width."""

    number: int
    code: str
    url: str
    start: int
    width: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Hours across the top as (place, name), and one lane per route."""

    hours: tuple[tuple[int, str], ...]
    lanes: tuple[Lane, ...]


def timeline(lines: Sequence[Line], zone: ZoneInfo) -> Timeline | None:
    """The lines from the first departure to the last return; None without lines."""
    if not lines:
        return None
    first = _hour(min(line.starts_at for line in lines).astimezone(zone))
    last = max(line.ends_at for line in lines).astimezone(zone)
    whole = -(-int((last - first).total_seconds()) // 3600) or 1

    def at(moment: datetime) -> int:
        return round(PERMILLE * (moment - first).total_seconds() / (whole * 3600))

    step = 1 if whole <= HOURS_SHOWN else 2
    hours = (first + timedelta(hours=n) for n in range(0, whole, step))
    return Timeline(
        hours=tuple((at(hour), f"{hour.astimezone(zone):%H:%M}") for hour in hours),
        lanes=tuple(
            Lane(
                number=line.number,
                code=line.code,
                url=line.url,
                start=at(line.starts_at),
                width=at(line.ends_at) - at(line.starts_at),
                blocks=tuple(_block(span, at(span.starts_at), at(span.ends_at)) for span in line.spans),
            )
            for line in lines
        ),
    )


def _block(span: Span, start: int, end: int) -> Block:
    return Block(start=start, width=max(THINNEST, end - start), title=span.title, is_break=span.is_break)


def _hour(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)
