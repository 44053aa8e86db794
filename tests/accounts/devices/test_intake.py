"""What phones send: kept, judged, done once, in order."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Device, DeviceCommand
from accounts.services import pairing
from tests import factories
from tests.accounts.phones import COMMANDS, Phone
from tests.factories import MORNING

pytestmark = pytest.mark.django_db


def test_an_act_is_done_and_answered(phone, lines):
    command = phone.made(payload={"text": "käse", "longitude": 0.00001, "latitude": 60.1699})
    assert phone.told(command) == [
        {
            "id": command["id"], "status": "applied", "result": {"lines": 1}, "error": {}, "waits_for": "",
            "replayed": False,
        }
    ]  # fmt: skip
    row = DeviceCommand.objects.get()
    assert (row.is_chained, row.flags, row.envelope["payload"]["text"]) == (True, ["long_offline"], "käse")
    assert lines() == 1


def test_the_same_act_fifty_times_has_one_effect_and_one_answer(phone, lines):
    command = phone.made()
    first = phone.told(command)[0]
    again = [answer for _ in range(7) for answer in phone.told(*[command] * 7)]
    assert {str(answer | {"replayed": False}) for answer in again} == {str(first)}
    assert all(answer["replayed"] for answer in again)
    assert lines() == 1


def test_an_act_that_comes_before_its_predecessor_waits_for_it(phone, lines):
    one, two, three = phone.made(), phone.made(), phone.made()
    [answer] = phone.told(three)
    assert (answer["status"], answer["waits_for"], lines()) == ("waiting", "gap", 0)
    assert [answer["status"] for answer in phone.told(two, one)] == ["applied", "applied"]
    assert (phone.told(three)[0]["status"], lines()) == ("applied", 3)


def test_another_act_under_a_known_number_is_refused_and_the_first_counts(phone, lines):
    command = phone.made()
    phone.told(command)
    other = phone.signed(command | {"payload": {"text": "something else"}})
    [answer] = phone.told(other)
    assert (answer["status"], answer["error"]["code"]) == ("rejected", "key_reuse")
    row = DeviceCommand.objects.get()
    assert (row.envelope["payload"], "key_reuse" in row.flags, lines()) == ({}, True, 1)


def test_another_phones_act_is_refused(phone, ada, lines):
    command = phone.made()
    phone.told(command)
    [answer] = Phone(ada, scope="FLOOR").told(command)
    assert (answer["status"], answer["error"]["code"], lines()) == ("rejected", "not_yours", 1)


def test_a_phone_that_was_paired_anew_may_send_its_acts_again_and_they_are_done_once(phone, cem, lines):
    old = phone.made(payload={"text": "left at the door"})
    phone.told(old)
    renewed = Phone(cem)
    [answer] = renewed.told(renewed.made(payload={"text": "left at the door"}, id=old["id"]))
    assert (answer["status"], answer["replayed"], lines()) == ("applied", True, 1)


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (lambda c: c | {"signature": c["signature"][:-6] + "AAAA=="}, "signature"),
        (lambda c: c | {"payload": {"text": "changed on the way"}}, "signature"),
        (lambda c: c | {"device_at": "2026-03-02T09:00:00+00:00"}, "signature"),
        (lambda c: c | {"hash": "f" * 64}, "signature"),
        (lambda c: c | {"signature": ""}, "signature"),
    ],
)
def test_a_spoilt_act_is_kept_and_rejected_and_the_chain_does_not_move(phone, lines, spoil, what):
    [answer] = phone.told(spoil(phone.made()))
    assert (answer["status"], answer["error"]["code"]) == ("rejected", "broken_chain")
    assert answer["error"]["facts"] == {"what": what}
    row = DeviceCommand.objects.get()
    assert (row.flags[-1], row.is_chained, lines()) == ("broken_chain", False, 0)
    assert Device.objects.get().last_counter == 0


def test_an_act_that_follows_something_else_is_rejected_and_the_next_one_is_not(phone, lines):
    phone.told(phone.made())
    [answer] = phone.told(phone.made(previous_hash="e" * 64))
    assert (answer["status"], answer["error"]["facts"]) == ("rejected", {"what": "link"})
    assert phone.told(phone.made())[0]["status"] == "applied"
    assert lines() == 2


def test_a_place_in_the_chain_is_taken_once(phone, lines):
    phone.told(phone.made())
    phone.counter, phone.last_hash = 0, "0" * 64
    [answer] = phone.told(phone.made())
    assert (answer["status"], answer["error"]["facts"], lines()) == ("rejected", {"what": "counter"}, 1)


def test_a_refusal_is_an_answer_with_its_reason_and_is_shown_until_it_is_seen(phone, lines):
    command = phone.made(payload={"refuse": True})
    [answer] = phone.told(command)
    assert answer["status"] == "rejected"
    assert answer["error"] == {
        "code": "out_of_paper", "message": "There is no paper left.", "facts": {"sheets": 0}
    }  # fmt: skip
    signed_in = {"HTTP_AUTHORIZATION": phone.authorization}
    [shown] = phone.client.get(COMMANDS, **signed_in).json()["rejected"]
    assert (shown["id"], shown["error"]["code"]) == (command["id"], "out_of_paper")
    assert phone.told(phone.made("device.seen", {"ids": [command["id"]]}))[0]["result"] == {"seen": 1}
    assert phone.client.get(COMMANDS, **signed_in).json()["rejected"] == []
    assert lines() == 0


def test_a_mistake_of_ours_is_tried_again_and_after_five_times_a_person_must_look(phone, lines):
    command = phone.made(payload={"fail": True})
    following = phone.made()
    seen = [phone.told(command)[0] for _ in range(6)]
    assert [(answer["status"], answer["waits_for"]) for answer in seen[:4]] == [("waiting", "trouble")] * 4
    assert [(answer["status"], answer["error"]["code"]) for answer in seen[4:]] == [
        ("rejected", "trouble")
    ] * 2
    assert (phone.told(following)[0]["status"], lines()) == ("applied", 1)


def test_a_later_act_on_the_same_thing_waits_for_the_one_that_has_trouble(phone, lines):
    first = phone.made(payload={"fail": True}, subject="stop-1")
    second, other = phone.made(subject="stop-1"), phone.made(subject="stop-2")
    answers = phone.told(first, second, other)
    assert [(a["status"], a["waits_for"]) for a in answers] == [
        ("waiting", "trouble"), ("waiting", "order"), ("applied", "")
    ]  # fmt: skip
    for _ in range(4):
        phone.told(first)
    assert (phone.told(second)[0]["status"], lines()) == ("applied", 2)


def test_kinds_scopes_and_rights_are_checked(phone, lines):
    answers = phone.told(phone.made("nobody.knows"), phone.made("test.floor"), phone.made("test.allowed"))
    assert [(a["status"], a["error"]["code"]) for a in answers] == [
        ("rejected", "unknown_kind"), ("rejected", "wrong_scope"), ("rejected", "forbidden")
    ]  # fmt: skip
    assert lines() == 0


def test_the_time_of_an_act_is_the_phones_put_right(phone):
    offset = int(timedelta(minutes=47).total_seconds() * 1000)
    now = datetime.now(UTC)
    wrong = now - timedelta(minutes=50)
    phone.told(phone.made(device_at=wrong, clock_offset_ms=offset))
    row = DeviceCommand.objects.get()
    assert row.occurred_at == wrong + timedelta(minutes=47)
    assert row.flags == ["clock_off"]


@pytest.mark.parametrize(
    ("at", "flags"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), ["long_offline"]),
        (datetime.now(UTC) + timedelta(days=2), ["after_receipt"]),
    ],
)
def test_a_clock_that_is_far_out_is_flagged_and_nothing_is_refused(phone, at, flags):
    assert phone.told(phone.made(device_at=at))[0]["status"] == "applied"
    row = DeviceCommand.objects.get()
    assert row.flags == flags
    assert row.occurred_at <= row.received_at


def test_an_act_before_the_one_before_it_is_flagged(phone):
    phone.told(phone.made(device_at=MORNING), phone.made(device_at=MORNING - timedelta(minutes=5)))
    assert "before_previous" in DeviceCommand.objects.get(counter=2).flags


@pytest.mark.parametrize(
    "spoil",
    [
        {"id": "one"}, {"id": 7}, {"counter": 0}, {"counter": True}, {"counter": 1.5}, {"counter": 2**60},
        {"kind": "drop table"}, {"kind": ""}, {"payload": []}, {"files": ["short"]}, {"files": "x"},
        {"device_at": "yesterday"}, {"device_at": "2026-03-02T08:00:00"},
        {"device_at": "0001-01-01T00:00:00Z", "clock_offset_ms": -10**12}, {"clock_offset_ms": None},
        {"subject": "x" * 81}, {"subject": "a\u202eb\n"},
        {"files": ["a" * 64] * 13}, {"monotonic_ms": -1}, {"previous_hash": "xyz"},
    ],
)  # fmt: skip
def test_what_is_not_a_command_is_refused_alone(phone, lines, spoil):
    good = phone.made()
    answers = phone.told(good | spoil, "not even an object", good)
    assert [a["status"] for a in answers] == ["rejected", "rejected", "applied"]
    assert (answers[0]["error"]["code"], lines()) == ("malformed_command", 1)


def test_an_act_is_at_most_64_kilobytes(phone):
    fits, too_big = phone.made(payload={"text": "x" * 65_000}), phone.made(payload={"text": "x" * 66_000})
    answers = phone.told(fits, too_big)
    assert [(a["status"], a["error"].get("code")) for a in answers] == [
        ("applied", None), ("rejected", "too_large")
    ]  # fmt: skip


def test_hostile_numbers_and_half_characters_never_break_the_intake(phone):
    body = '{"commands":[{"id":"%s","payload":{"n":1e400}},{"id":"%s","payload":{"t":"\\ud800"}}]}'
    answer = phone.client.post(
        COMMANDS, body % (uuid4(), uuid4()), content_type="application/json",
        HTTP_AUTHORIZATION=phone.authorization,
    )  # fmt: skip
    assert answer.status_code == 200
    assert [a["error"]["code"] for a in answer.json()["answers"]] == ["malformed_command"] * 2


def test_a_phone_that_was_ended_gets_a_401_at_its_next_request_and_nothing_is_kept(phone, bo, lines):
    first = phone.made()
    phone.told(first)
    pairing.revoke_device(device=phone.device, by=bo, at=MORNING)
    answer = phone.sends(phone.made())
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")
    assert (DeviceCommand.objects.count(), lines()) == (1, 1)


def test_fifty_at_once_and_not_one_more(phone):
    command = phone.made()
    assert len(phone.told(*[command] * 50)) == 50
    assert phone.sends(*[command] * 51).status_code == 422


def test_strangers_and_people_without_a_phone_get_nothing(client, client_of, phone):
    assert client.post(COMMANDS, {"commands": []}).status_code == 401
    assert client_of(factories.user()).get(COMMANDS).status_code == 401
    answer = phone.client.get("/api/v1/lastmile/orders/", HTTP_AUTHORIZATION=phone.authorization)
    assert answer.status_code == 401


@pytest.mark.parametrize("change", [
    {"envelope": {}}, {"counter": 9}, {"hash": "a" * 64}, {"occurred_at": MORNING}, {"kind": "x.y"},
    {"status": "REJECTED", "settled_at": MORNING}, {"result": {"lines": 5}}, {"signature": ""},
])  # fmt: skip
def test_the_database_refuses_to_change_what_a_phone_sent(phone, change):
    phone.told(phone.made())
    rows = DeviceCommand.objects.all()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.update(**change)


def test_the_database_refuses_to_delete_what_a_phone_sent(phone):
    phone.told(phone.made())
    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        DeviceCommand.objects.all()._raw_delete("default")
