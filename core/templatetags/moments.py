"""Times as people at a site read them. The database has UTC; the site has a time zone."""

from datetime import UTC, date, datetime, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.dateformat import format as date_text
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

register = template.Library()

NOON, EVENING = 12, 18

type Shape = Literal["moment", "time", "date", "day", "full"]


def zone_of(place: object) -> tzinfo:
    """The zone of a site (anything with `time_zone`), a zone or its name; the active zone without one."""
    found = getattr(place, "time_zone", place)
    if isinstance(found, tzinfo):
        return found
    return ZoneInfo(str(found)) if found else timezone.get_current_timezone()


def _pattern(shape: Shape) -> str:
    return {
        "time": pgettext("date format: 14:05", "H:i"),
        "date": pgettext("date format: 22 Nov 2026", "j M Y"),
        "day": pgettext("date format: Sun 22 Nov", "D j M"),
        "moment": pgettext("date format: 22 Nov 14:05", "j M H:i"),
        "full": pgettext("date format: 22 Nov 2026 14:05:09", "j M Y H:i:s"),
    }[shape]


@register.simple_tag
def local_time(value: datetime | date | None, place: object = None, shape: Shape = "moment") -> SafeString:
    """`{% local_time stop.arrives_at site "time" %}`: a `<time>` in the site's zone, exact in its title."""
    if value is None:
        return SafeString('<span class="muted">\N{EN DASH}</span>')
    if not isinstance(value, datetime):
        shown = date_text(value, _pattern("date"))
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), shown)
    local = value.astimezone(zone_of(place))
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        f"{date_text(local, _pattern('full'))} {local:%Z}",
        date_text(local, _pattern(shape)),
    )


@register.simple_tag
def local_window(opens: datetime | None, closes: datetime | None, place: object = None) -> SafeString:
    """`{% local_window delivery.promised_from delivery.promised_until site %}`: 10:00 to 12:00."""
    start, end = local_time(opens, place, "time"), local_time(closes, place, "time")
    return format_html('<span class="nowrap">{}\N{EN DASH}{}</span>', start, end)


@register.simple_tag
def now_at(place: object = None) -> datetime:
    """The present moment by a site's clock."""
    return timezone.now().astimezone(zone_of(place))


@register.simple_tag
def greeting(place: object = None, now: datetime | None = None) -> str:
    """Good morning, afternoon or evening, by the site's clock."""
    hour = (now or timezone.now()).astimezone(zone_of(place)).hour
    if hour < NOON:
        return pgettext("greeting", "Good morning")
    return pgettext("greeting", "Good afternoon") if hour < EVENING else pgettext("greeting", "Good evening")
