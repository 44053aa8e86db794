"""One word, one colour; routes by hue and by code."""

import importlib

import pytest
from django.apps import apps
from django.db.models import Choices

from core.pages.tones import TONES, tone_of
from core.templatetags.status import meter, numbered_tag, status_badge
from wms.models import StockBalance
from wms.states import OrderStatus


def test_a_record_shows_its_own_word():
    assert "pill--risk" in status_badge(StockBalance(status=2))
    assert ">On hold</span>" in status_badge(StockBalance(status=2))


def test_a_choice_knows_its_label():
    assert ">Cancelled</span>" in status_badge(OrderStatus.CANCELLED)


def test_a_bare_word_is_made_readable():
    assert ">Back ordered</span>" in status_badge("BACK_ORDERED")
    assert "pill--risk" in status_badge("BACK_ORDERED")


def test_a_word_that_nobody_knows_is_shown_calmly():
    assert tone_of("NEVER_HEARD") == "idle"


def test_what_people_typed_is_text_on_a_pill():
    assert "&lt;b&gt;" in status_badge("LATE", label="<b>")


def status_classes():
    for app in apps.get_app_configs():
        try:
            states = importlib.import_module(f"{app.name}.states")
        except ModuleNotFoundError:
            continue
        for name, found in vars(states).items():
            if isinstance(found, type) and issubclass(found, Choices) and name.endswith("Status"):
                yield pytest.param(found, id=f"{app.name}.{name}")


@pytest.mark.parametrize("choices", list(status_classes()))
def test_every_status_has_a_tone(choices):
    assert {member.name for member in choices} <= TONES.keys(), "add the word to core/pages/tones.py"


@pytest.mark.parametrize(
    ("number", "classes", "code"),
    [
        (1, "route-tag route-hue-1", "R01"),
        (8, "route-tag route-hue-8", "R08"),
        (9, "route-tag route-hue-1 route-tag--hollow", "R09"),
        (16, "route-tag route-hue-8 route-tag--hollow", "R16"),
        (17, "route-tag route-hue-1", "R17"),
        (112, "route-tag route-hue-8 route-tag--hollow", "R112"),
    ],
)
def test_sixteen_routes_look_different_then_it_repeats(number, classes, code):
    assert numbered_tag(number) == f'<span class="{classes}">{code}</span>'


@pytest.mark.parametrize(
    ("value", "most", "state", "shown"),
    [(64, 100, "", 64), (950, 1000, "meter--full", 95), (118, 100, "meter--over", 100), (5, 0, "", 0)],
)
def test_a_meter_says_full_and_too_full(value, most, state, shown):
    html = meter(value, most, "Load")

    assert f'class="meter {state}"' in html
    assert f'<rect width="{shown}%"' in html
