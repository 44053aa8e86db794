"""The same request twice has one effect, tried through a real door made for the test."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import path
from rest_framework.response import Response
from rest_framework.test import APIClient
from rest_framework.views import APIView

from accounts.models import User
from core.errors import DomainError
from core.models import IdempotencyKey
from core.rest.idempotency import idempotent
from tests import factories

slow = threading.Event()


class Renames(APIView):
    """Makes a user and answers with how many there are: an effect that shows when it happens twice."""

    @idempotent
    def post(self, request):
        if request.data.get("wait"):
            slow.wait(5)
        User.objects.create(username=request.data["username"])
        if request.data.get("refuse"):
            raise DomainError("No.")
        return Response({"people": User.objects.count()}, status=201)


urlpatterns = [path("renames/", Renames.as_view())]


@pytest.fixture
def post(db, settings):
    settings.ROOT_URLCONF = __name__
    person = factories.user("ida")

    def call(body, key="one"):
        client = APIClient()
        client.force_authenticate(person)
        headers = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
        return client.post("/renames/", body, format="json", **headers)

    return call


def test_a_repeat_gets_the_stored_answer_and_changes_nothing(post):
    first, second = post({"username": "a"}), post({"username": "a"})
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second["Idempotent-Replay"] == "true"
    assert User.objects.filter(username="a").count() == 1


def test_a_key_with_another_body_is_refused(post):
    post({"username": "a"})
    answer = post({"username": "b"})
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert not User.objects.filter(username="b").exists()


@pytest.mark.parametrize("key", ["", "x" * 256, "a\tb"])
def test_a_missing_or_impossible_key_is_refused(post, key):
    answer = post({"username": "a"}, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert not User.objects.filter(username="a").exists()


def test_a_refusal_leaves_nothing_behind_so_that_the_caller_may_mend_and_repeat(post):
    assert post({"username": "a", "refuse": True}).status_code == 409
    assert not User.objects.filter(username="a").exists()
    assert not IdempotencyKey.objects.exists()
    assert post({"username": "a"}).status_code == 201


@pytest.mark.django_db(transaction=True)
def test_while_the_first_one_runs_a_second_one_is_told_to_wait(post):
    slow.clear()

    def call(_):
        try:
            answer = post({"username": "a", "wait": True})
            slow.set()
            return answer.status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(call, range(2))) == [201, 409]
    assert User.objects.filter(username="a").count() == 1
