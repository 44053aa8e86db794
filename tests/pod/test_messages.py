"""Messages are owed with the change they tell of, sent once, and not when they are not true any more."""

from email import message_from_bytes, policy
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import events
from lastmile.events import DeliveriesFailed, DeliveriesMade, RoutesDeparted, RoutesPublished
from lastmile.models import Delivery
from pod.models import Notification
from pod.queries.followers import followed_beside
from pod.services import news, sending, telling, tracking_links
from pod.states import LinkPurpose, MessageStatus
from tests.pod import worlds
from tests.pod.worlds import EIGHT, MINUTE
from wms.events import OrdersCancelled

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mail(settings, tmp_path):
    """Mail goes to files."""
    settings.EMAIL_BACKEND = "core.mail_files.FilePerMessage"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.PUBLIC_URL = "https://waybill.example"
    return settings.EMAIL_FILE_PATH


def sent(mail):
    files = sorted(mail.glob("*.eml")) if mail.exists() else []
    return [message_from_bytes(path.read_bytes(), policy=policy.default) for path in files]


def send_all(at):
    for message_id in sending.messages_to_ring_for(at=at):
        sending.send_message(message_id=message_id, now=lambda: at)


def test_those_on_board_are_told_once_that_it_is_on_the_way(mail):
    route, (rosa, *_) = worlds.departed()
    worlds.expect(rosa, EIGHT + 30 * MINUTE)
    assert len(telling.owe_departures(route_ids=[route.pk], at=EIGHT)) == 3
    assert telling.owe_departures(route_ids=[route.pk], at=EIGHT) == []
    send_all(EIGHT)
    letter = next(one for one in sent(mail) if one["To"] == "r0@example.org")
    assert letter["Subject"] == "Your delivery from Main is on the way"
    text = letter.get_body(("plain",)).get_content()
    assert "between 10:25 and 10:45" in text
    assert "https://waybill.example/t/" in text
    told = Notification.objects.get(recipient="r0@example.org")
    assert (told.status, told.told_until) == ("SENT", EIGHT + 45 * MINUTE)


def test_who_gave_no_address_is_owed_nothing():
    route, (rosa, *_) = worlds.departed(2)
    Delivery.objects.filter(pk=rosa.pk).update(recipient_email="")
    assert len(telling.owe_departures(route_ids=[route.pk], at=EIGHT)) == 1


def test_an_outcome_waits_two_minutes_and_one_that_was_undone_is_not_sent(mail):
    _route, (rosa, sam, _) = worlds.departed()
    done = worlds.attempted(rosa, "DELIVERED", EIGHT)
    slip = worlds.attempted(sam, "FAILED", EIGHT, reason="NOT_HOME")
    telling.owe_outcomes(attempt_ids=[done.pk, slip.pk])
    recorded = timezone.now()
    send_all(recorded + MINUTE)
    assert sent(mail) == []
    slip.undone_at = recorded
    slip.save()
    send_all(recorded + 3 * MINUTE)
    assert [one["To"] for one in sent(mail)] == ["r0@example.org"]
    assert Notification.objects.get(recipient="r1@example.org").why == "It was undone"


def test_of_two_workers_one_sends(mail):
    route, (rosa, *_) = worlds.departed(1)
    worlds.expect(rosa, EIGHT + 30 * MINUTE)
    (owed,) = telling.owe_departures(route_ids=[route.pk], at=EIGHT)
    first = sending._claim(message_id=owed, owner="one", at=EIGHT)
    assert first is not None
    sending.send_message(message_id=owed, now=lambda: EIGHT + MINUTE / 6)
    assert sent(mail) == []


def test_a_dead_workers_message_is_sent_by_another_and_shown_once(mail):
    route, (rosa, *_) = worlds.departed(1)
    worlds.expect(rosa, EIGHT + 30 * MINUTE)
    (owed,) = telling.owe_departures(route_ids=[route.pk], at=EIGHT)
    dead = sending._claim(message_id=owed, owner="one", at=EIGHT)
    message = Notification.objects.select_related(*sending.letters.WHOLE).get(pk=owed)
    letter = sending.letters.letter_of(message, at=EIGHT)
    assert sending._mail(message, letter, claim=dead, now=lambda: EIGHT)  # it went, and then the worker died
    assert len(sent(mail)) == 1
    send_all(EIGHT + MINUTE / 2)
    assert len(sent(mail)) == 1
    message.refresh_from_db()
    assert (message.status, message.attempt) == (MessageStatus.SENT, 2)
    sending._end(claim=dead, status=MessageStatus.FAILED, at=EIGHT)
    message.refresh_from_db()
    assert message.status == MessageStatus.SENT


def test_a_mail_server_that_answers_when_the_claim_is_lost_is_given_nothing(mail):
    route, (rosa, *_) = worlds.departed(1)
    worlds.expect(rosa, EIGHT + 30 * MINUTE)
    (owed,) = telling.owe_departures(route_ids=[route.pk], at=EIGHT)
    slow = sending._claim(message_id=owed, owner="slow", at=EIGHT)
    send_all(EIGHT + MINUTE)
    message = Notification.objects.select_related(*sending.letters.WHOLE).get(pk=owed)
    (mail / f"{message.public_id}.eml").unlink()
    letter = sending.letters.letter_of(message, at=EIGHT)
    assert not sending._mail(message, letter, claim=slow, now=lambda: EIGHT + MINUTE)
    assert sent(mail) == []


def test_a_message_that_is_sent_again_after_its_links_were_closed_carries_a_new_one():
    _route, (rosa, *_) = worlds.departed(1)
    message = uuid4()
    first = tracking_links.open_message_link(delivery_id=rosa.pk, message_id=message)
    assert tracking_links.open_message_link(delivery_id=rosa.pk, message_id=message) == first
    tracking_links.close_links(delivery_ids=[rosa.pk], at=EIGHT, by=None)
    assert tracking_links.open_message_link(delivery_id=rosa.pk, message_id=message) != first


def test_a_server_that_refuses_is_asked_again_later_each_time_and_then_a_person_is(settings, mail):
    route, (rosa, *_) = worlds.departed(1)
    worlds.expect(rosa, EIGHT + 300 * MINUTE)
    (owed,) = telling.owe_departures(route_ids=[route.pk], at=EIGHT)
    settings.EMAIL_FILE_PATH = mail / "a-file" / "below"
    mail.mkdir()
    (mail / "a-file").write_text("in the way")
    at, tries = EIGHT, 0
    while (message := Notification.objects.get(pk=owed)).status == "OWED":
        at = max(at, message.due_at)
        sending.send_message(message_id=owed, now=lambda at=at: at)
        tries += 1
    assert (message.status, tries) == ("FAILED", 8)
    settings.EMAIL_FILE_PATH = mail
    sending.owe_again(message_id=owed, at=at)
    send_all(at)
    assert len(sent(mail)) == 1


def test_the_next_is_told_so_once_and_the_rest_is_left_in_peace(mail):
    _route, (rosa, sam, tia) = worlds.departed()
    for minutes, one in zip((10, 25, 40), (rosa, sam, tia), strict=True):
        worlds.expect(one, EIGHT + minutes * MINUTE)
    assert len(news.owe_news(at=EIGHT)) == 2
    assert news.owe_news(at=EIGHT) == []
    send_all(EIGHT)
    assert {one["To"] for one in sent(mail)} == {"r0@example.org", "r1@example.org"}
    assert {one["Subject"] for one in sent(mail)} == {"Your delivery from Main is nearly there"}


def test_who_was_told_a_time_that_no_longer_holds_hears_of_it_but_not_every_minute(mail):
    route, (_rosa, _sam, tia) = worlds.departed()
    worlds.expect(tia, EIGHT + 60 * MINUTE)
    telling.owe_departures(route_ids=[route.pk], at=EIGHT)
    send_all(EIGHT)
    worlds.expect(tia, EIGHT + 120 * MINUTE)
    news.owe_news(at=EIGHT + 29 * MINUTE)
    assert not Notification.objects.filter(trigger="LATER").exists()
    news.owe_news(at=EIGHT + 31 * MINUTE)
    send_all(EIGHT + 31 * MINUTE)
    assert Notification.objects.get(trigger="LATER").delivery == tia
    assert news.owe_news(at=EIGHT + 32 * MINUTE) == []


def test_a_time_that_did_not_change_is_not_told_again(mail):
    route, _given = worlds.planned()
    telling.owe_schedules(route_ids=[route.pk], at=EIGHT)
    send_all(EIGHT)
    assert len(sent(mail)) == 3
    route.planned_revision = route.sent_revision = 2
    route.save()
    telling.owe_schedules(route_ids=[route.pk], at=EIGHT + MINUTE)
    send_all(EIGHT + MINUTE)
    assert len(sent(mail)) == 3
    assert Notification.objects.filter(why="The time did not change").count() == 3


def test_a_line_break_in_a_name_makes_no_header(mail):
    route, (rosa, *_) = worlds.departed(1)
    owner = rosa.order.owner
    owner.name = "Main\nBcc: everybody@example.org"
    owner.save()
    worlds.expect(rosa, EIGHT + 30 * MINUTE)
    telling.owe_departures(route_ids=[route.pk], at=EIGHT)
    send_all(EIGHT)
    assert sent(mail)[0]["Bcc"] is None


def test_looking_for_news_asks_as_often_for_a_fleet_as_for_one_van():
    counts = []
    for _round in range(2):
        worlds.departed(2)
        with CaptureQueriesContext(connection) as asked:
            news.owe_news(at=EIGHT)
        counts.append(len(asked))
        Notification.objects.all().delete()
    assert counts[0] == counts[1]


def test_what_happens_on_the_road_is_owed_with_it():
    route, (rosa, sam, _tia) = worlds.departed()
    done = worlds.attempted(rosa, "DELIVERED", EIGHT)
    slip = worlds.attempted(sam, "FAILED", EIGHT, reason="NOT_HOME")
    with transaction.atomic():
        events.publish(RoutesPublished(route_ids=(route.pk,), delivery_ids=(rosa.pk,)))
        events.publish(RoutesDeparted(route_ids=(route.pk,), delivery_ids=(rosa.pk,)))
        events.publish(DeliveriesMade(delivery_ids=(rosa.pk,), attempt_ids=(done.pk,)))
        events.publish(DeliveriesFailed(delivery_ids=(sam.pk,), attempt_ids=(slip.pk,)))
        events.publish(OrdersCancelled(order_ids=(), shipment_ids=(sam.shipment_id,)))
    owed = Notification.objects.order_by("trigger", "recipient").values_list("trigger", "recipient")
    assert sorted(owed) == [
        ("CANCELLED", "r1@example.org"),
        ("DELIVERED", "r0@example.org"),
        *(("DEPARTED", f"r{number}@example.org") for number in range(3)),
        ("FAILED", "r1@example.org"),
        *(("SCHEDULED", f"r{number}@example.org") for number in range(3)),
    ]


def test_a_stop_that_is_done_is_told_to_the_pages_of_the_whole_route_that_somebody_opened():
    _route, (rosa, sam, tia) = worlds.departed()
    _other, (una, *_) = worlds.departed(1)
    for one in (sam, tia, una):
        tracking_links.open_link(delivery_id=one.pk, purpose=LinkPurpose.STAFF, by=None)
    assert followed_beside(delivery_ids=[rosa.pk]) == [sam.public_id, tia.public_id]
