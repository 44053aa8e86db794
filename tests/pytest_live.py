"""Fixtures that run the real thing on the test database: the web process, a worker, a browser.

All of them need committed rows: a test that asks for one of them runs without a transaction around it.
"""

import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from urllib.parse import urlsplit, urlunsplit

import pytest

from config.runtime.places import BASE
from config.runtime.ports import HOST, free_port
from config.runtime.processes import dies_with, end_session
from config.runtime.programs import WEB, WORKER
from tests.chromium import ARGUMENTS, chromium_path

STARTS_WITHIN_SECONDS = 60
STOPS_WITHIN_SECONDS = 5
IDLE_WITHIN_SECONDS = 20
QUEUES = ("io", "solver")


@contextmanager
def _process(arguments, variables, says=None):
    """A process in a session of its own, whose lines are kept; ended with all it started."""
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=BASE, env=variables, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
        start_new_session=True, preexec_fn=dies_with(os.getpid()),  # noqa: PLW1509 - one prctl
    )  # fmt: skip
    lines, heard = [], threading.Event()

    def listen():
        for line in process.stdout:
            lines.append(line)
            if says and re.search(says, line):
                heard.set()

    threading.Thread(target=listen, daemon=True).start()
    process.lines, process.heard = lines, heard
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(STOPS_WITHIN_SECONDS)
        end_session(process.pid)
        process.wait()


def _wait(process, condition, what):
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while not condition():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"{what} did not start: {''.join(process.lines[-30:])}", pytrace=False)
        time.sleep(0.05)


@pytest.fixture(scope="session")
def live_variables(django_db_setup, django_db_blocker):
    """The environment of a process that works on this run's test database."""
    from django.db import connection

    parts = urlsplit(os.environ["DATABASE_URL"])
    url = urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}"))
    return {**os.environ, "DATABASE_URL": url, "LOG_JSON": "0", "PYTHONUNBUFFERED": "1"}


@pytest.fixture(scope="session")
def _web_process(live_variables):
    port = free_port()
    url = f"http://{HOST}:{port}"
    with _process((*WEB, "--host", HOST, "--port", str(port)), live_variables) as process:
        _wait(process, lambda: _answers(f"{url}/healthz"), "The web process")
        yield url, process


@pytest.fixture
def live_site(transactional_db, _web_process) -> str:
    """The address of the production server, streams included, on the test database."""
    return _web_process[0]


@pytest.fixture(scope="session")
def _worker_process(live_variables):
    arguments = (*WORKER, "-Q", ",".join(QUEUES), "-P", "threads", "-c", "2", "-n", f"test{os.getpid()}@%h")
    arguments = tuple("INFO" if argument == "WARNING" else argument for argument in arguments)
    with _process(arguments, live_variables, says=r" ready\.$") as process:
        _wait(process, process.heard.is_set, "The worker")
        yield process


@pytest.fixture
def worker(transactional_db, _worker_process):
    """A real Celery worker on the test database, for both queues; nothing left over reaches the next test."""
    if _worker_process.poll() is not None:
        pytest.fail(f"The worker has ended: {''.join(_worker_process.lines[-30:])}", pytrace=False)
    yield _worker_process
    _empty_the_queues()


def _empty_the_queues():
    """Drop what waits, and wait until nothing is at work: the next test begins with empty tables."""
    from config.celery import app

    app.control.purge()
    deadline = time.monotonic() + IDLE_WITHIN_SECONDS
    while time.monotonic() < deadline:
        active = app.control.inspect(timeout=0.5).active() or {}
        if not any(active.values()):
            return
        time.sleep(0.1)
    pytest.fail(f"The worker is still at work after {IDLE_WITHIN_SECONDS} s: {active}", pytrace=False)


@pytest.fixture(scope="session")
def browser():
    """Chromium, one for the run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path(playwright), args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def new_page(browser):
    """`new_page(width=390, colour="dark")`; a script's error or a request to another host fails the test."""
    contexts, troubles = [], []

    def make(*, width=1440, height=900, colour="light", cookies=(), **options):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=colour,
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.add_cookies(list(cookies))
        context.route(re.compile(r"^https?://(?!127\.0\.0\.1[:/])"), lambda route: _foreign(route, troubles))
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
        return page

    yield make
    for context in contexts:
        context.close()
    assert troubles == []


def _foreign(route, troubles):
    troubles.append(f"request to another host: {route.request.url}")
    route.abort()


@pytest.fixture
def page(new_page):
    """A page of a visitor, 1440 wide, light."""
    return new_page()


@pytest.fixture
def page_of(new_page, live_site):
    """`page_of(ada, width=390)`: a page of somebody who is signed in on the live site."""
    from django.conf import settings
    from django.test import Client

    def make(user, **options):
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_site}
        return new_page(cookies=[cookie], base_url=live_site, **options)

    return make


def _answers(url):
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False
