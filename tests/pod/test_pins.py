"""The recipient and the office see the PIN that a driver will ask for; nobody else does, nor any log."""

import hashlib
import json
import logging

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import DeviceCommand
from core.models import PublicEvent
from lastmile.models import Delivery
from pod.models import Notification, PinIssue, ProofPolicy
from pod.queries import pins
from pod.services import sending, telling, tracking_links
from pod.states import LinkPurpose
from tests import factories
from tests.pod import worlds
from tests.pod.test_commands import _deliver
from tests.pod.worlds import EIGHT, MINUTE
from wms.services import places

pytestmark = pytest.mark.django_db


def make_dear():
    """Let the house ask for a PIN whatever the goods are worth."""
    ProofPolicy.objects.filter(kind="PIN").update(min_value_minor=0)


@pytest.fixture
def agnes(road):
    """Customer service at the site."""
    person = factories.user("agnes", role="customer service")
    places.grant_access(user=person, site=road.site)
    return person


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def key_of(delivery, number=0):
    pin, salt = pins.pin_of(delivery.public_id, number), pins.verifier_of(delivery.public_id, number).salt
    return hashlib.pbkdf2_hmac("sha256", pin.encode(), bytes.fromhex(salt), pins.ROUNDS).hex()


def page_of(delivery):
    token = tracking_links.open_link(delivery_id=delivery.pk, purpose=LinkPurpose.STAFF, by=None)
    return Client().get(f"/t/{token}/").content.decode()


def test_the_recipient_sees_the_pin_once_the_van_is_on_the_way_and_only_where_one_is_asked_for(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: EIGHT)
    _route, (waiting, *_) = worlds.planned(1)
    _route, (rosa, *_) = worlds.departed(1)
    assert pins.pin_of(rosa.public_id) not in page_of(rosa)
    make_dear()
    assert pins.pin_of(rosa.public_id) in page_of(rosa)
    assert pins.pin_of(waiting.public_id) not in page_of(waiting)
    worlds.attempted(rosa, "DELIVERED", EIGHT)
    assert pins.pin_of(rosa.public_id) not in page_of(rosa)


def test_the_messages_of_the_way_carry_it_and_the_books_of_messages_do_not():
    route, (rosa, *_) = worlds.departed(1)
    make_dear()
    worlds.expect(rosa, EIGHT + 30 * MINUTE)
    (owed,) = telling.owe_departures(route_ids=[route.pk], at=EIGHT)
    sending.send_message(message_id=owed, now=lambda: EIGHT)
    pin = pins.pin_of(rosa.public_id)
    [letter] = mail.outbox
    assert f"Your PIN for the driver: {pin}" in letter.body
    assert pin in letter.alternatives[0][0]
    assert pin not in str(list(Notification.objects.values()))


def test_staff_with_the_right_see_it_and_it_is_written_down_who_did(road, agnes, caplog):
    make_dear()
    caplog.set_level(logging.DEBUG)
    delivery = road.deliveries[0]
    pin = pins.pin_of(delivery.public_id)
    proofs = client_of(agnes).get(f"/proofs/{delivery.public_id}/").content.decode()
    assert "Show the PIN" in proofs
    assert pin not in proofs
    answer = client_of(agnes).post(f"/pins/{delivery.public_id}/")
    assert pin in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    line = PublicEvent.objects.get(type="delivery.pin_shown")
    assert (line.actor, line.subject_id) == (agnes.actor_name, delivery.public_id)
    assert pin not in caplog.text + str(list(PublicEvent.objects.values()))


def test_others_do_not_see_it(road, ada, eve):
    make_dear()
    places.grant_access(user=ada, site=road.site)
    delivery = road.deliveries[0]
    assert "Show the PIN" not in client_of(ada).get(f"/proofs/{delivery.public_id}/").content.decode()
    for who in (ada, eve):
        assert client_of(who).post(f"/pins/{delivery.public_id}/").status_code == 403
    elsewhere = factories.user("una", role="customer service")
    assert client_of(elsewhere).post(f"/pins/{delivery.public_id}/").status_code == 404
    assert not PublicEvent.objects.filter(type__startswith="delivery.pin").exists()


def test_another_pin_counts_from_its_issue_on_frees_the_tries_and_is_told(phone, road, agnes):
    make_dear()
    delivery, task = road.deliveries[0], road.task()
    Delivery.objects.filter(pk=delivery.pk).update(recipient_email="r@example.org")
    for _try in range(pins.MOST_TRIES):
        phone.told(_deliver(phone, task, {"pin_key": "00" * 32}))
    answer = client_of(agnes).post(f"/pins/{delivery.public_id}/", {"another": "1"})
    fresh = pins.pin_of(delivery.public_id, 1)
    assert fresh in answer.content.decode()
    assert PinIssue.objects.get().issued_by == agnes
    assert Notification.objects.get().trigger == "PIN"
    now = timezone.now()
    [old] = phone.told(_deliver(phone, task, {"pin_key": key_of(delivery)}, device_at=now))
    assert old["error"]["code"] == "pin_wrong"
    [right] = phone.told(_deliver(phone, task, {"pin_key": key_of(delivery, 1)}, device_at=now))
    assert right["status"] == "applied"
    said = json.dumps([one.envelope for one in DeviceCommand.objects.all()])
    assert fresh not in said
    again = client_of(agnes).post(f"/pins/{delivery.public_id}/", {"another": "1"})
    assert again.status_code == 422
    assert PinIssue.objects.count() == 1


def test_what_was_told_at_the_door_before_another_was_issued_still_counts(phone, road, agnes):
    make_dear()
    delivery = road.deliveries[0]
    told = _deliver(phone, road.task(), {"pin_key": key_of(delivery)})  # kept without a network
    client_of(agnes).post(f"/pins/{delivery.public_id}/", {"another": "1"})
    assert phone.told(told)[0]["status"] == "applied"


def test_a_phone_that_takes_no_more_tries_tells_the_office(phone, road, agnes):
    make_dear()
    command = phone.made("stop.pin_locked", {}, subject=str(road.task().public_id))
    assert phone.told(command)[0]["status"] == "applied"
    assert phone.told(command)[0]["status"] == "applied"
    assert PublicEvent.objects.filter(type="delivery.pin_locked").count() == 1
    page = client_of(agnes).get(f"/proofs/{road.deliveries[0].public_id}/").content.decode()
    assert "takes no more tries" in page
    client_of(agnes).post(f"/pins/{road.deliveries[0].public_id}/", {"another": "1"})
    page = client_of(agnes).get(f"/proofs/{road.deliveries[0].public_id}/").content.decode()
    assert "takes no more tries" not in page
