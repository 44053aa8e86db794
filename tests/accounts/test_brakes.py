"""Guessing is slow, for one account and from one address, and keeps nobody out who knows."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.cache.backends.redis import RedisCache
from django.test import Client
from redis import RedisError

from accounts.brakes import Brake
from accounts.models import User
from tests import factories
from tests.hardening.saboteurs import without


@pytest.fixture
def nora(db):
    """Somebody whose count nobody else has touched."""
    return factories.user(f"nora{uuid4().hex[:8]}")


def sign_in(name: str, password: str, client: Client | None = None, **headers: str):
    return (client or Client()).post("/sign-in/", {"username": name, "password": password}, **headers)


def is_in(answer) -> bool:
    return answer.status_code == 302


@pytest.mark.parametrize("works", [True, False])
def test_of_fifty_tries_at_once_ten_pass_with_the_cache_and_without(works, monkeypatch):
    if not works:
        monkeypatch.setattr(RedisCache, "incr", _down)
    brake = Brake(uuid4().hex, tries=10, wait_seconds=60)
    assert passing_of_fifty(brake) == 10
    assert not brake.take("NORA")
    assert brake.take("another")
    brake.forget("nora")
    assert brake.take("nora")


def test_a_brake_that_looks_before_it_counts_is_noticed(monkeypatch):
    with without(Brake.take, _look_first):
        assert passing_of_fifty(Brake(uuid4().hex, tries=10, wait_seconds=60)) > 10


def passing_of_fifty(brake: Brake) -> int:
    with ThreadPoolExecutor(50) as pool:
        return sum(pool.map(lambda _number: brake.take("nora"), range(50)))


def _down(*_, **__):
    raise RedisError


def _look_first(self, who):
    import time

    from django.core.cache import cache

    seen = cache.get(self._key(who), 0)
    time.sleep(0.02)
    cache.add(self._key(who), 0, self.wait_seconds)
    cache.incr(self._key(who))
    return seen < self.tries


def test_a_right_try_does_not_count(monkeypatch):
    brake = Brake(uuid4().hex, tries=2, wait_seconds=60)
    for _number in range(5):
        assert brake.take("here")
        brake.give_back("here")


def test_after_ten_wrong_passwords_the_right_one_is_refused_too_wherever_it_is_said_to_come_from(nora):
    for number in range(10):
        sign_in(nora.username, "wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    refused = sign_in(nora.username.upper(), "secret", HTTP_X_REAL_IP="10.1.1.1")
    assert not is_in(refused)
    assert b"Too many wrong tries" in refused.content
    assert User.objects.get(pk=nora.pk).last_login is None


def test_a_stranger_who_guesses_keeps_nobody_out_of_a_browser_where_they_signed_in_before(nora):
    browser, strange = Client(), Client()
    assert is_in(sign_in(nora.username, "secret", browser))
    browser.cookies.pop("sessionid")
    for _number in range(12):
        sign_in(nora.username, "wrong", strange)
    assert is_in(sign_in(nora.username, "secret", browser))
    assert not is_in(sign_in(nora.username, "secret", strange))


def test_a_known_browser_has_ten_tries_and_is_known_to_one_account(nora):
    browser, other = Client(), factories.user(f"ole{uuid4().hex[:8]}")
    assert is_in(sign_in(nora.username, "secret", browser))
    browser.cookies.pop("sessionid")
    for _number in range(10):
        sign_in(nora.username, "wrong", browser)
        sign_in(other.username, "wrong")
    assert not is_in(sign_in(nora.username, "secret", browser))
    assert not is_in(sign_in(other.username, "secret", browser))


def test_a_forged_cookie_makes_no_browser_known(nora):
    for number in range(10):
        forger = Client()
        forger.cookies["known"] = f"x{number}:{nora.username}"
        sign_in(nora.username, "wrong", forger)
    assert not is_in(sign_in(nora.username, "secret"))
