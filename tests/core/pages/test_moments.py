"""Times are shown by the clock on the wall of the place."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from django.utils import translation

from core.templatetags.moments import greeting, local_time, local_window, zone_of

HELSINKI = SimpleNamespace(time_zone="Europe/Helsinki")
MOMENT = datetime(2026, 11, 22, 22, 5, 9, tzinfo=UTC)


def test_a_time_is_shown_in_the_zone_of_the_place():
    assert ">23 Nov 00:05<" in local_time(MOMENT, HELSINKI)
    assert ">00:05<" in local_time(MOMENT, HELSINKI, "time")
    assert ">Mon 23 Nov<" in local_time(MOMENT, HELSINKI, "day")


def test_machines_read_the_same_moment_in_utc():
    assert 'datetime="2026-11-22T22:05:09Z"' in local_time(MOMENT, HELSINKI)


def test_the_exact_time_and_its_zone_stand_in_the_title():
    assert 'title="23 Nov 2026 00:05:09 EET"' in local_time(MOMENT, HELSINKI)


def test_a_date_is_no_moment_and_moves_to_no_zone():
    assert local_time(date(2026, 3, 1), HELSINKI) == '<time datetime="2026-03-01">1 Mar 2026</time>'


def test_no_time_is_a_dash():
    assert "\N{EN DASH}" in local_time(None, HELSINKI)


def test_a_window_has_two_ends():
    opens, closes = MOMENT.replace(hour=8, minute=0), MOMENT.replace(hour=10, minute=0)

    assert ">10:00</time>\N{EN DASH}<time" in local_window(opens, closes, HELSINKI)


def test_a_zone_may_be_given_in_three_ways():
    zone = ZoneInfo("Europe/Helsinki")

    assert zone_of(HELSINKI) == zone_of("Europe/Helsinki") == zone_of(zone) == zone


def test_the_greeting_follows_the_clock_of_the_place():
    assert greeting(HELSINKI, MOMENT) == "Good morning"
    assert greeting(None, MOMENT) == "Good evening"


def test_german_months_are_german():
    with translation.override("de"):
        assert ">23. Nov 00:05<" in local_time(MOMENT, HELSINKI)
