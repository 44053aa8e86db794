"""Cells that hold dates and times, and local times made into moments."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.utils.translation import gettext as _

from core.tables.columns import Column, Reading
from core.tables.errors import CellProblem

FIRST_YEAR, LAST_YEAR = 1900, 2199
_DAY_SECONDS = 86_400
_NOON, _SIXTY = 12, 60
_MOST_HOURS_AHEAD = 14  # of UTC, anywhere on earth
_ISO_DATE = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DOTTED_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_SLASHED_DATE = re.compile(r"[0-9]{1,4}/[0-9]{1,2}/[0-9]{1,4}")
_MIDNIGHT = re.compile(r"[ T]00:00(:00)?")
_CLOCK = re.compile(r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?(?:\s*([ap])\.?m\.?)?", re.IGNORECASE)
_WINDOW = re.compile(r"(.+?)\s*(?:-|\u2013|\u2014|\bto\b)\s*(.+)")
_WHOLE_HOUR = re.compile(r"[0-9]{1,2}")
_OFFSET = re.compile(r"\s*(Z|UTC|[+-][0-9]{2}(?::?[0-9]{2})?)", re.IGNORECASE)
_MOMENT = re.compile(r"(?P<date>[0-9.-]{8,10})[T\s]\s*(?P<clock>[0-9.:]+)(?P<offset>.*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """A span within one day, in seconds since local midnight.

    `closes_seconds` may be 86,400: midnight at its end.
    """

    opens_seconds: int
    closes_seconds: int

    def on(self, day: date, zone: tzinfo) -> tuple[datetime, datetime]:
        """Its two ends on that day as moments in UTC.

        Raises CellProblem where the clock is set that night.
        """
        return local_moment(day, self.opens_seconds, zone), local_moment(day, self.closes_seconds, zone)


def local_moment(day: date, seconds: int, zone: tzinfo) -> datetime:
    """The moment when clocks in the zone show this time.

    Raises CellProblem if they show it never or twice.
    """
    days, rest = divmod(seconds, _DAY_SECONDS)
    naive = datetime.combine(day, time()) + timedelta(days=days, seconds=rest)
    first, second = (naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first != second:
        never = first.astimezone(zone).replace(tzinfo=None) != naive
        told = (
            _("The clock skips %(time)s when summer time begins.")
            if never
            else _("The clock shows %(time)s twice when summer time ends. Write the offset, like +02:00.")
        )
        raise CellProblem(told % {"time": naive.isoformat(" ", "minutes")}, "no_such_time")
    return first


def parse_date(text: str, column: Column, reading: Reading) -> date:
    """A day written 2026-11-22 or 22.11.2026. 11/22/2026 is refused: half the world reads it otherwise."""
    text = _MIDNIGHT.sub("", text)  # a spreadsheet's date is a moment at midnight
    if iso := _ISO_DATE.fullmatch(text):
        return _day(text, int(iso[1]), int(iso[2]), int(iso[3]))
    if dotted := _DOTTED_DATE.fullmatch(text):
        return _day(text, int(dotted[3]), int(dotted[2]), int(dotted[1]))
    if _SLASHED_DATE.fullmatch(text):
        told = _("“%(text)s” can be read in two ways. Write the date as year-month-day, like 2026-11-22.")
        raise CellProblem(told % {"text": text}, "ambiguous_date")
    told = _("“%(text)s” is not a date. Write it as year-month-day, like 2026-11-22.")
    raise CellProblem(told % {"text": text}, "not_a_date")


def _day(text: str, year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        told = _("The year must lie between %(first)d and %(last)d.")
        raise CellProblem(told % {"first": FIRST_YEAR, "last": LAST_YEAR}, "out_of_range")
    try:
        return date(year, month, day)
    except ValueError:
        raise CellProblem(_("There is no day “%(text)s”.") % {"text": text}, "not_a_date") from None


def parse_time(text: str, column: Column, reading: Reading) -> time:
    """A time of day: 8:00, 08:00:30, 8.00 or 8:00 pm."""
    seconds = _seconds(text)
    if seconds is None or seconds == _DAY_SECONDS:
        raise CellProblem(
            _("“%(text)s” is not a time of day, like 08:30.") % {"text": text},
            "not_a_time",
        )
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60)


def parse_window(text: str, column: Column, reading: Reading) -> TimeWindow:
    """A span of one day:

    08:00-12:00, 8-12, 8:00 to 12:00. It must end after it begins, at 24:00 at the latest.
    """
    halves = _WINDOW.fullmatch(text)
    opens = _seconds(halves[1], hours=True) if halves else None
    closes = _seconds(halves[2], hours=True) if halves else None
    if opens is None or closes is None:
        told = _("“%(text)s” is not a time window, like 08:00-12:00.")
        raise CellProblem(told % {"text": text}, "not_a_window")
    if closes <= opens:
        raise CellProblem(_("The window ends before it begins."), "window_reversed")
    return TimeWindow(opens, closes)


def _seconds(text: str, *, hours: bool = False) -> int | None:
    """Seconds since midnight, or None. A bare hour is taken only within a window."""
    if hours and _WHOLE_HOUR.fullmatch(text):
        text += ":00"
    clock = _CLOCK.fullmatch(text.strip())
    if not clock:
        return None
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if clock[4].lower() == "p" else 0)
    total = hour * 3600 + minute * 60 + second
    return total if max(minute, second) < _SIXTY and total <= _DAY_SECONDS else None


def parse_moment(text: str, column: Column, reading: Reading) -> datetime:
    """A date with a time, in UTC. Without an offset it is local time in the declared zone."""
    moment = _MOMENT.fullmatch(text)
    if not moment:
        told = _("“%(text)s” is not a date with a time, like 2026-11-22 08:30.")
        raise CellProblem(told % {"text": text}, "not_a_moment")
    day = parse_date(moment["date"], column, reading)
    clock = parse_time(moment["clock"], column, reading)
    if not moment["offset"].strip():
        seconds = clock.hour * 3600 + clock.minute * 60 + clock.second
        return local_moment(day, seconds, reading.zone)
    return datetime.combine(day, clock, tzinfo=UTC) - _offset(moment["offset"])


def _offset(text: str) -> timedelta:
    """How far ahead of UTC: "Z", "+02:00", "+0200" or "+02"."""
    found = _OFFSET.fullmatch(text.strip())
    digits = found[1].upper().replace(":", "") if found else ""
    if digits in {"Z", "UTC"}:
        return timedelta(0)
    hours, minutes = int(digits[1:3] or -1), int(digits[3:5] or 0)
    if not (0 <= hours <= _MOST_HOURS_AHEAD and minutes < _SIXTY):
        raise CellProblem(
            _("“%(text)s” is not an offset, like +02:00.") % {"text": text},
            "not_a_moment",
        )
    sign = -1 if digits[0] == "-" else 1
    return sign * timedelta(hours=hours, minutes=minutes)
