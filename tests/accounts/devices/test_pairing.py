"""Codes that pair a phone: once, for ten minutes, and nobody finds one by trying."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from accounts.models import Device, PairingCode
from accounts.models.devices import MOST_MISSES
from accounts.services import pairing
from accounts.states import DeviceScope
from tests.accounts.phones import Phone

pytestmark = pytest.mark.django_db
PAIR = "/api/v1/device/pair/"
KEY = Phone().public_key


@pytest.fixture(autouse=True)
def no_wrong_tries_yet():
    """Each test begins with a free address."""
    cache.clear()


@pytest.fixture
def code(cem, bo):
    """Digits that Bo shows for Cem's phone."""
    from django.utils import timezone

    return pairing.show_code(user=cem, scope=DeviceScope.DRIVER, by=bo, at=timezone.now())[1]


def post(code, *, key=KEY, label="Cem's phone", address="10.0.0.7"):
    """What a phone sends."""
    body = {"code": code, "public_key": key, "label": label}
    return APIClient().post(PAIR, body, format="json", REMOTE_ADDR=address)


def test_a_code_makes_the_phone_that_persons_and_signs_it_in(code, cem, bo):
    answer = post(f"{code[:3]} {code[3:]}")
    assert answer.status_code == 201
    said = answer.json()
    assert said["device"]["user"] == {"id": str(cem.public_id), "name": "Cem"}
    assert (said["start_page"], said["device"]["scope"], said["device"]["last_counter"]) == (
        "/driver/",
        "DRIVER",
        0,
    )
    cookie = answer.cookies["device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/driver/")
    me = APIClient().get("/api/v1/device/me/", HTTP_AUTHORIZATION=f"Device {said['token']}")
    assert me.json()["device"]["label"] == "Cem's phone"
    device = Device.objects.get()
    assert (device.paired_by, device.user) == (bo, cem)
    assert said["token"] not in str(Device.objects.values().get())
    assert code not in str(PairingCode.objects.values().get())


def test_over_https_the_cookie_is_sent_over_https_only(code):
    body = {"code": code, "public_key": KEY}
    answer = APIClient().post(PAIR, body, format="json", secure=True)
    assert answer.cookies["device"]["secure"] is True


def test_a_code_works_once(code):
    assert [post(code).status_code for _ in range(2)] == [201, 409]
    assert Device.objects.count() == 1


def test_a_code_is_valid_for_ten_minutes(code):
    PairingCode.objects.update(expires_at=PairingCode.objects.get().created_at - timedelta(seconds=1))
    assert (post(code).status_code, Device.objects.count()) == (409, 0)


def test_what_a_person_without_account_or_a_dormant_one_was_shown_pairs_nothing(code, cem):
    cem.is_active = False
    cem.save()
    assert post(code).status_code == 409


def test_after_twenty_wrong_codes_an_address_must_wait_and_others_need_not(code):
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert [post(wrong).status_code for _ in range(21)] == [409] * 20 + [429]
    assert post(code).status_code == 429
    assert post(code, address="10.0.0.8").status_code == 201


def test_a_code_that_is_guessed_at_from_many_addresses_closes(code):
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for number in range(MOST_MISSES):
        post(wrong, address=f"10.1.{number}.1")
    assert post(code, address="10.2.0.1").status_code == 409


@pytest.mark.parametrize("key", ["", "AAAA", "x" * 201, "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE"])
def test_a_key_that_is_none_is_refused_and_the_code_stays_open(code, key):
    assert post(code, key=key).status_code == 422
    assert post(code).status_code == 201


def test_who_is_signed_in_pairs_the_browser_they_sit_at(client, ada):
    client.force_login(ada)
    body = {"scope": "FLOOR", "public_key": KEY, "label": "Desk\u202e 3\n"}
    answer = client.post("/api/v1/device/pair-here/", body, content_type="application/json")
    assert (answer.status_code, answer.json()["start_page"]) == (201, "/floor/")
    assert (Device.objects.get().user, Device.objects.get().label) == (ada, "Desk 3")


def test_pairing_a_browser_needs_the_sign_of_its_own_page(ada):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ada)
    body = {"scope": "FLOOR", "public_key": KEY}
    assert strict.post("/api/v1/device/pair-here/", body, content_type="application/json").status_code == 403


def test_the_page_shows_a_code_and_says_when_the_phone_is_paired(client, bo, cem):
    client.force_login(bo)
    assert "No phone or scanner is paired" in client.get("/devices/").content.decode()
    shown = client.post("/devices/codes/", {"who": f"DRIVER:{cem.public_id}"})
    digits = shown.content.decode().split("data-digits>")[1].split("<")[0]
    state = f"/devices/codes/{PairingCode.objects.get().public_id}/"
    assert "Waiting for the phone" in client.get(state).content.decode()
    assert post(digits).status_code == 201
    assert "Cem&#x27;s phone is Cem" in client.get(state).content.decode()
    listed = client.get("/devices/?q=cem").content.decode()
    assert "Cem&#x27;s phone" in listed
    assert client.post(f"/devices/{Device.objects.get().public_id}/end/").status_code == 302
    assert Device.objects.get().revoked_by == bo
    assert "Cem&#x27;s phone" in client.get("/devices/?show=ended").content.decode()


def test_codes_are_made_only_for_people_who_carry_a_phone_and_only_by_those_who_may(client, bo, cem, eve):
    client.force_login(bo)
    assert client.post("/devices/codes/", {"who": f"DRIVER:{eve.public_id}"}).status_code == 422
    assert client.post("/devices/codes/", {"who": f"FLOOR:{cem.public_id}"}).status_code == 422
    client.force_login(cem)
    assert client.post("/devices/codes/", {"who": f"DRIVER:{cem.public_id}"}).status_code == 403
    assert client.get("/devices/").status_code == 403
