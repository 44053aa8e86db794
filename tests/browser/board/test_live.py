"""What happens elsewhere is on the board without a reload."""

import time

import pytest
from django.db import transaction

from core.live import topic_changed
from lastmile.models import Route
from tests.lastmile.board import dayworlds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WITHIN_SECONDS = 2


def test_a_stop_that_is_done_is_on_the_board_within_two_seconds(board_of, bo, day, codes):
    page = board_of(bo)
    page.wait_for_selector("html[data-stream=open]")
    assert page.inner_text("[data-filter=done] b") == "1"
    assert "Live" in page.inner_text("[data-age]")

    began = time.monotonic()
    with transaction.atomic():
        dayworlds.end(Route.objects.get(public_id=codes["R01"]), 2)
        topic_changed(f"board:{day.code}")

    page.wait_for_selector("[data-filter=done] b:text-is('2')")
    assert time.monotonic() - began < WITHIN_SECONDS
    assert page.locator(f'.gantt__lane[data-route="{codes["R01"]}"] .is-done').count() == 2


def test_only_the_route_that_changed_is_drawn_again(board_of, bo, day, codes):
    page = board_of(bo)
    page.wait_for_selector("html[data-stream=open]")
    page.evaluate("document.querySelectorAll('.run, .gantt__lane').forEach((one) => (one.seen = true))")
    with transaction.atomic():
        dayworlds.end(Route.objects.get(public_id=codes["R01"]), 2)
        topic_changed(f"board:{day.code}")
    page.wait_for_selector("[data-filter=done] b:text-is('2')")

    anew = page.evaluate(
        "[...document.querySelectorAll('.run, .gantt__lane')].filter((one) => !one.seen)"
        ".map((one) => one.dataset.route)"
    )
    assert set(anew) == {codes["R01"]}


def test_a_lost_connection_says_how_old_the_picture_is_and_ends_by_itself(board_of, bo, day, codes):
    page = board_of(bo)
    page.wait_for_selector("html[data-stream=open]")
    page.context.set_offline(True)
    page.evaluate("document.querySelector('#board').dispatchEvent(new CustomEvent('live', {detail: {}}))")
    page.wait_for_selector("[data-age] >> text=Connection lost, data of")

    dayworlds.end(Route.objects.get(public_id=codes["R01"]), 2)
    page.context.set_offline(False)
    page.wait_for_selector("[data-filter=done] b:text-is('2')")
    page.wait_for_selector("[data-age] >> text=Live")
