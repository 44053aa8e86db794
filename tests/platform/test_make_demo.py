"""`make demo` as a newcomer and a careless neighbour use it: two checkouts, real servers, real signals.

One story in several tests, because every start costs seconds: they run in this order, on the same checkouts.
"""

import os
import signal
import time

import psycopg2
import pytest

from config.runtime.processes import is_alive
from tests.platform.checkouts import Demo, copy_of_the_source, open_folder, port_of, processes_of

pytestmark = pytest.mark.platform

WARM_START_SECONDS = 20
STOP_SECONDS = 5


@pytest.fixture(scope="module")
def story():
    """Two checkouts and what runs in them; nothing is left at the end."""
    parent = open_folder("story")
    story = {name: copy_of_the_source(parent / name) for name in ("first", "second")}
    demos = story["demos"] = []
    yield story
    for demo in demos:
        demo.end()


def start(story, name, **more) -> Demo:
    demo = Demo(story[name], **more)
    story["demos"].append(demo)
    return demo


def postmaster(demo: Demo) -> int:
    return int((demo.folder / ".var/postgres/data/postmaster.pid").read_text().splitlines()[0])


def sql(demo: Demo, statement: str):
    with psycopg2.connect(demo.database_url()) as connection, connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else None


def test_two_checkouts_start_side_by_side_each_with_a_page_that_turns_into_the_product(story, page):
    first = story["one"] = start(story, "first")
    page.goto(first.url)
    page.get_by_role("heading", name="Waybill is being prepared").wait_for()
    page.get_by_text("Starting PostgreSQL").wait_for()
    assert first.fetch("")[0] == 503
    assert first.fetch("healthz")[0] == 503

    second = story["two"] = start(story, "second")
    for demo in (first, second):
        demo.ready()
        assert demo.fetch("healthz")[0] == 200
        assert "Ctrl-C stops everything" in demo.said()

    page.wait_for_url("**/sign-in/**")  # by itself
    assert port_of(first.url) != port_of(second.url)
    assert postmaster(first) != postmaster(second)


def test_starting_once_more_in_the_same_checkout_says_where_it_runs(story):
    again = start(story, "first")

    assert again.process.wait(30) != 0
    assert f"Waybill is already running from this checkout at {story['one'].url}" in again.said()
    assert story["one"].fetch("healthz")[0] == 200


def test_resetting_is_refused_while_it_runs(story):
    reset = start(story, "first", command=("make", "demo-reset"))

    assert reset.process.wait(30) != 0
    assert "already running" in reset.said()
    assert (story["first"] / ".var/postgres/data/PG_VERSION").exists()


@pytest.mark.alone
def test_sigterm_to_make_stops_everything_within_five_seconds(story):
    assert story["two"].stop(signal.SIGTERM) < STOP_SECONDS
    assert processes_of(story["second"]) == {}
    assert story["one"].fetch("healthz")[0] == 200


def test_a_web_process_that_is_killed_comes_back_on_the_same_address(story):
    demo, url = story["one"], story["one"].url
    killed = demo.children()["web"]
    os.kill(killed, signal.SIGKILL)

    demo.wait_for("web killed by SIGKILL; started again")
    assert demo.fetch("healthz")[0] == 200  # waits in the queue of the socket until the new one takes it
    assert demo.children()["web"] != killed
    assert demo.url == url


def test_a_database_that_is_killed_comes_back_with_what_was_committed(story):
    demo = story["one"]
    sql(demo, "create table kept (word text); insert into kept values ('before')")
    os.kill(postmaster(demo), signal.SIGKILL)

    demo.wait_for("Postgres ended by itself")
    deadline = time.monotonic() + 20
    while demo.fetch("healthz")[0] != 200 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert sql(demo, "select word from kept") == [("before",)]


def test_after_kill_9_of_the_supervisor_the_next_start_takes_the_servers_over(story):
    demo, before = story["one"], postmaster(story["one"])
    workers = demo.children()
    os.kill(demo.supervisor(), signal.SIGKILL)
    demo.process.wait(10)

    again = story["one"] = start(story, "first")
    again.ready()

    assert postmaster(again) == before
    assert [name for name, pid in workers.items() if is_alive(pid)] == []
    assert sorted(again.children()) == sorted(workers)


@pytest.mark.alone
def test_ctrl_c_in_the_terminal_stops_everything_within_five_seconds(story):
    assert story["one"].stop(signal.SIGINT, group=True) < STOP_SECONDS
    assert processes_of(story["first"]) == {}


@pytest.mark.alone
def test_a_later_start_is_usable_within_twenty_seconds_with_the_data_kept(story):
    # A machine that does other work is as much slower.
    busy = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    demo = story["one"] = start(story, "first")

    assert demo.ready() < WARM_START_SECONDS * busy
    assert sql(demo, "select word from kept") == [("before",)]


@pytest.mark.alone
def test_a_killed_make_leaves_no_product_behind(story):
    began = time.monotonic()
    os.kill(story["one"].process.pid, signal.SIGKILL)
    story["one"].process.wait(10)
    while processes_of(story["first"]) and time.monotonic() - began < 15:
        time.sleep(0.1)

    assert processes_of(story["first"]) == {}
    assert time.monotonic() - began < STOP_SECONDS


def test_a_reset_removes_the_data(story):
    reset = start(story, "first", command=("make", "demo-reset"))

    assert reset.process.wait(30) == 0
    assert [entry.name for entry in (story["first"] / ".var").iterdir()] == ["running.json"]
