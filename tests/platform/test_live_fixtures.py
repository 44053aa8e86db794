"""What other tests build on: a worker that answers, a browser that shows the site to who is signed in."""

import pytest

from config.celery import app


def test_the_worker_of_the_tests_serves_both_queues(worker):
    [answer] = app.control.inspect(timeout=2).active_queues().values()

    assert {queue["name"] for queue in answer} == {"io", "solver"}


@pytest.mark.browser
def test_a_browser_shows_the_live_site_to_who_is_signed_in(page_of, ada):
    page = page_of(ada)

    assert page.goto("/").status == 200
    assert page.url.endswith("/")


@pytest.mark.browser
def test_a_visitor_is_led_to_the_sign_in_page(page, live_site):
    page.goto(live_site)

    assert "/sign-in" in page.url
