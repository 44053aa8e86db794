"""Pairing codes for another system that hands phones out."""

from uuid import uuid4

import pytest

from accounts.models import PairingCode
from tests.accounts.devices.test_pairing import post

pytestmark = pytest.mark.django_db
CODES = "/api/v1/device/codes/"


def ask(client, username, scope="DRIVER", key=None):
    """Ask for a code."""
    said = {"username": username, "scope": scope}
    return client.post(CODES, said, format="json", HTTP_IDEMPOTENCY_KEY=key or str(uuid4()))


def test_a_code_by_the_api_pairs_one_phone_of_that_person(client_of, bo, cem):
    answer = ask(client_of(bo), "cem")
    assert answer.status_code == 201
    paired = post(answer.json()["code"])
    assert paired.json()["device"]["user"]["id"] == str(cem.public_id)
    assert post(answer.json()["code"]).status_code == 409


def test_the_same_request_again_gets_the_same_code(client_of, bo, cem):
    first, again = (ask(client_of(bo), "cem", key="one").json() for _ in range(2))
    assert first == again
    assert PairingCode.objects.count() == 1


@pytest.mark.parametrize(
    ("username", "scope"), [("cem", "FLOOR"), ("eve", "DRIVER"), ("nobody", "DRIVER"), ("ce\x00m", "DRIVER")]
)
def test_only_for_those_whose_role_carries_such_a_device(client_of, bo, cem, eve, username, scope):
    assert ask(client_of(bo), username, scope).status_code in (400, 422)
    assert not PairingCode.objects.exists()


def test_only_those_who_pair_devices_get_codes(client_of, eve, cem):
    assert ask(client_of(eve), "cem").status_code == 403
    assert ask(client_of(cem), "cem").status_code == 403
    assert not PairingCode.objects.exists()
