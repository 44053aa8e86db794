"""`/events` of the production server: who may watch, what arrives, what an open stream costs the database."""

import json
import socket
import time
import urllib.error
import urllib.request
from contextlib import ExitStack

import pytest
from django.db import connection, transaction
from django.test import Client

from config.runtime.ports import HOST, free_port
from config.runtime.programs import WEB
from core import live
from tests.pytest_live import _answers, _process, _wait

STREAMS = 60


@pytest.fixture(scope="module")
def _open_server(live_variables):
    port = free_port()
    url = f"http://{HOST}:{port}"
    arguments = [part.replace("config.server", "tests.platform.open_server") for part in WEB]
    with _process((*arguments, "--host", HOST, "--port", str(port)), live_variables) as process:
        _wait(process, lambda: _answers(f"{url}/healthz"), "The web process")
        yield url


@pytest.fixture
def site(transactional_db, _open_server):
    return _open_server


def ask(url: str, *, cookie: str = "", method: str = "GET", host: str = ""):
    headers = {"Cookie": cookie} | ({"Host": host} if host else {})
    return urllib.request.urlopen(urllib.request.Request(url, headers=headers, method=method), timeout=10)


def refusal(url: str, **options) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as refused:
        ask(url, **options)
    body = json.loads(refused.value.read())
    assert refused.value.headers["Content-Type"] == "application/problem+json"
    assert body["status"] == refused.value.code
    return refused.value.code, body["code"]


def signed_in(user) -> str:
    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}"


def frames(stream, count: int) -> list[str]:
    """The next frames, each as its lines joined; keep-alive comments included."""
    found = []
    while len(found) < count:
        lines = []
        while (line := stream.readline().decode().rstrip("\n")) != "":
            lines.append(line)
        found.append(" | ".join(lines))
    return found


WATCHING = "retry: 2000 | event: watching | data: {}"
CHANGED = 'event: changed | data: {"topic": "shelf:a"}'


def test_a_committed_change_reaches_a_viewer_who_is_signed_in(site, eve):
    with ask(f"{site}/events?topic=shelf:a", cookie=signed_in(eve)) as stream:
        assert stream.headers["Content-Type"] == "text/event-stream; charset=utf-8"
        assert stream.headers["X-Accel-Buffering"] == "no"
        assert frames(stream, 2) == [
            "retry: 2000 | event: watching | data: {}",
            CHANGED,
        ]  # the start of listening
        with transaction.atomic():
            live.topic_changed("shelf:b")
            live.topic_changed("shelf:a")
        assert frames(stream, 1) == [CHANGED]


def test_a_change_that_is_rolled_back_is_not_told(site, eve):
    with ask(f"{site}/events?topic=shelf:a&topic=shelf:b", cookie=signed_in(eve)) as stream:
        frames(stream, 3)
        with transaction.atomic():
            live.topic_changed("shelf:a")
            transaction.set_rollback(True)
        live.topic_changed("shelf:b")
        assert frames(stream, 1) == ['event: changed | data: {"topic": "shelf:b"}']


def test_who_is_not_signed_in_is_refused(site):
    assert refusal(f"{site}/events?topic=shelf:a") == (401, "not_authenticated")
    assert refusal(f"{site}/events?topic=shelf:a", cookie="sessionid=made-up") == (401, "not_authenticated")


def test_a_topic_that_is_not_ones_own_or_that_nobody_knows_is_refused(site, eve):
    cookie = signed_in(eve)

    assert refusal(f"{site}/events?topic=shelf:a&topic=shelf:secret", cookie=cookie) == (403, "forbidden")
    assert refusal(f"{site}/events?topic=unheard:of", cookie=cookie) == (403, "forbidden")


def test_a_person_who_was_shut_out_is_refused_at_the_next_connection(site, eve):
    cookie = signed_in(eve)
    type(eve).objects.filter(pk=eve.pk).update(is_active=False)

    assert refusal(f"{site}/events?topic=shelf:a", cookie=cookie) == (401, "not_authenticated")


def test_a_token_opens_its_topics_and_no_other_and_not_when_forged(site):
    token = live.watch_token(["shelf:a"])

    with ask(f"{site}/events?topic=shelf:a&token={token}") as stream:
        assert frames(stream, 1) == [WATCHING]
    assert refusal(f"{site}/events?topic=shelf:b&token={token}") == (401, "not_authenticated")
    assert refusal(f"{site}/events?topic=shelf:a&token={token[:-1]}x") == (401, "not_authenticated")


def test_a_token_is_of_no_use_when_it_is_old(monkeypatch):
    token = live.watch_token(["shelf:a"])
    assert live.topics_of(token) == {"shelf:a"}

    later = time.time() + live.TOKEN_LIVES_SECONDS + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)

    assert live.topics_of(token) == frozenset()


def test_a_request_without_topics_with_too_many_or_by_another_method_is_refused(site, eve):
    cookie = signed_in(eve)
    many = "&".join(f"topic=shelf:{number}" for number in range(51))
    one = f"{site}/events?topic=shelf:a"

    assert refusal(f"{site}/events", cookie=cookie) == (400, "bad_input")
    assert refusal(f"{site}/events?{many}", cookie=cookie) == (400, "bad_input")
    assert refusal(one, cookie=cookie, method="POST") == (
        405,
        "method_not_allowed",
    )


def connections_in_use() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and backend_type = 'client backend'"  # no autovacuum
        )
        return cursor.fetchone()[0]


def test_sixty_open_streams_hold_no_database_connection(site, eve):
    cookie = signed_in(eve)
    with ExitStack() as open_streams:
        before = connections_in_use()
        for _ in range(STREAMS):
            stream = open_streams.enter_context(ask(f"{site}/events?topic=shelf:a", cookie=cookie))
            frames(stream, 1)
        deadline = time.monotonic() + 10  # the last backend needs a moment to end after its client has left
        while (during := connections_in_use()) > before and time.monotonic() < deadline:
            time.sleep(0.1)

    assert during <= before


def test_a_lost_broker_costs_no_committed_change(monkeypatch, caplog, transactional_db):
    with socket.socket() as closed:
        closed.bind((HOST, 0))
        monkeypatch.setattr("django.conf.settings.REDIS_URL", f"redis://{HOST}:{closed.getsockname()[1]}/0")
        live._client.cache_clear()
        with transaction.atomic():
            live.topic_changed("shelf:a")
    live._client.cache_clear()

    assert "The change of shelf:a was not told" in caplog.text
