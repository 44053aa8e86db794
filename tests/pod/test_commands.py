"""What a driver's phone tells, from the signed envelope to the books and the proofs."""

import hashlib
import json

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import DeviceCommand
from lastmile.models import DeliveryAttempt
from pod.models import Proof, ProofFile
from pod.queries import pins
from tests.accounts.phones import Phone
from tests.lastmile import worlds

pytestmark = pytest.mark.django_db
PICTURE = "ab" * 32
SIGNED = {
    "name": "R. Novak",
    "relationship": "HOUSEHOLD",
    "strokes": [[10, 20, 0, 12, 25, 16]],
    "file": PICTURE,
}


def _deliver(phone, task, payload=None, **facts):
    said = {"hand_over": "RECIPIENT", "signature": SIGNED} | (payload or {})
    kind = facts.pop("kind", "stop.deliver")
    return phone.made(kind, said, subject=str(task.public_id), files=[PICTURE], **facts)


def test_a_delivery_comes_with_its_proof_in_one_act(phone, road):
    door = road.deliveries[0].address
    place = {"longitude": door.longitude, "latitude": door.latitude + 0.001, "accuracy_m": 8.4}
    command = _deliver(phone, road.task(), {"scans": ["00340012870"], "place": place})

    [answer] = phone.told(command)

    assert answer["status"] == "applied", answer
    assert answer["result"]["conflicts"] == []
    attempt = DeliveryAttempt.objects.get()
    assert (str(attempt.public_id), str(attempt.command_id)) == (answer["result"]["attempt"], command["id"])
    signature, scan = Proof.objects.filter(attempt=attempt).order_by("-kind")
    assert (signature.kind, scan.kind, scan.facts) == ("SIGNATURE", "SCAN", {"codes": ["00340012870"]})
    assert signature.facts["name"] == "R. Novak"
    assert signature.command_hash == command["hash"] == DeviceCommand.objects.get().hash
    assert (signature.distance_m, signature.accuracy_m) == (111, 8)
    assert ProofFile.objects.get().sha256 == PICTURE
    assert (road.on_van(), road.with_customers()) == (2, 3)


def test_the_same_command_again_is_answered_the_same_and_proved_once(phone, road):
    command = _deliver(phone, road.task())
    first = phone.told(command)[0]
    again = phone.told(command)[0]
    assert (again["status"], again["result"], again["replayed"]) == ("applied", first["result"], True)
    assert (Proof.objects.count(), road.with_customers()) == (1, 3)


def test_without_what_is_due_nothing_is_kept_and_the_phone_is_told_what_is_missing(phone, road):
    [answer] = phone.told(_deliver(phone, road.task(), {"signature": None}))
    assert answer["status"] == "rejected"
    assert answer["error"]["code"] == "evidence_missing"
    assert answer["error"]["message"] == "Still needed: Signature and name."
    assert (Proof.objects.count(), DeliveryAttempt.objects.count(), road.on_van()) == (0, 0, 5)


def test_a_reason_that_the_rules_allow_stands_in_for_a_signature(phone, road):
    said = {"signature": None, "waived": {"SIGNATURE": "CONTACTLESS"}}
    assert phone.told(_deliver(phone, road.task(), said))[0]["status"] == "applied"
    proof = Proof.objects.get()
    assert (proof.kind, proof.waived) == ("SIGNATURE", "CONTACTLESS")
    said = {"signature": None, "waived": {"SIGNATURE": "DARK"}}
    [answer] = phone.told(_deliver(phone, road.task(2), said))
    assert answer["error"]["code"] == "evidence_missing"


def test_goods_for_adults_need_a_look_at_the_age(phone, road):
    road.deliveries[0].order.lines.get().item.__class__.objects.update(minimum_age=18)
    for age in (None, False):
        [answer] = phone.told(_deliver(phone, road.task(), {"age_checked": age}))
        assert answer["error"]["message"] == "Still needed: Age checked."
    assert phone.told(_deliver(phone, road.task(), {"age_checked": True}))[0]["status"] == "applied"


def test_dear_goods_need_the_pin_of_the_recipient_and_five_wrong_ones_lock_it(phone, road):
    road.deliveries[0].order.lines.get().item.__class__.objects.update(value_minor=20_000)
    delivery, task = road.deliveries[0], road.task()
    right = pins._key_of(
        pins.pin_of(delivery.public_id), bytes.fromhex(pins.verifier_of(delivery.public_id).salt)
    )
    assert hashlib.sha256(right).hexdigest() == pins.verifier_of(delivery.public_id).digest

    [missing] = phone.told(_deliver(phone, task))
    assert missing["error"]["message"] == "Still needed: PIN of the recipient."
    for _try in range(5):
        [answer] = phone.told(_deliver(phone, task, {"pin_key": "00" * 32}))
        assert answer["error"]["code"] == "pin_wrong"
    [locked] = phone.told(_deliver(phone, task, {"pin_key": right.hex()}))
    assert locked["error"]["code"] == "pin_locked"
    [agreed] = phone.told(_deliver(phone, task, {"waived": {"PIN": "OFFICE"}}))
    assert agreed["status"] == "applied"


def test_the_right_pin_is_taken_and_appears_nowhere_in_the_books(phone, road):
    road.deliveries[0].order.lines.get().item.__class__.objects.update(value_minor=20_000)
    pin = pins.pin_of(road.deliveries[0].public_id)
    salt = bytes.fromhex(pins.verifier_of(road.deliveries[0].public_id).salt)
    key = hashlib.pbkdf2_hmac("sha256", pin.encode(), salt, pins.ROUNDS).hex()

    assert phone.told(_deliver(phone, road.task(), {"pin_key": key}))[0]["status"] == "applied"

    assert Proof.objects.get(kind="PIN").facts == {"checked": True}
    assert pin not in json.dumps(DeviceCommand.objects.get().envelope["payload"])


def test_in_part_by_line_and_undone(phone, road):
    parts = [
        {"number": 1, "result": "DELIVERED", "quantity": 2},
        {"number": 1, "result": "DAMAGED", "quantity": 1},
    ]
    command = _deliver(phone, road.task(), {"lines": parts}, kind="stop.partial")
    assert phone.told(command)[0]["result"]["partial"] is True
    assert (road.on_van(), road.with_customers()) == (3, 2)

    undo = phone.made("stop.undo", {"command": command["id"]}, subject=str(road.task().public_id))

    assert phone.told(undo)[0]["status"] == "applied"
    assert (road.on_van(), road.with_customers(), Proof.objects.count()) == (5, 0, 1)


def test_a_whole_day_on_one_phone(phone, road):
    stops = [road.task(number).stop for number in (1, 2)]
    answers = phone.told(
        phone.made("route.load_check", {"found": [], "missing": []}, subject=str(road.route.public_id)),
        phone.made("stop.arrive", subject=str(stops[0].public_id)),
        _deliver(phone, road.task(1)),
        phone.made("stop.skip", {"note": "lunch"}, subject=str(stops[1].public_id)),
        phone.made("stop.arrive", subject=str(stops[1].public_id)),
        phone.made(
            "stop.fail",
            {"reason": "NOT_HOME", "photos": [PICTURE], "note": "No bell"},
            subject=str(road.task(2).public_id),
            files=[PICTURE],
        ),
        phone.made("route.finish", subject=str(road.route.public_id)),
    )
    assert [one["status"] for one in answers] == ["applied"] * 7, answers
    assert answers[-1]["result"] == {"route": str(road.route.public_id), "status": "RETURNED", "left": 1}
    assert road.on_van() + road.with_customers() == 5


def test_a_driver_starts_once_everything_is_on_board_and_starting_again_changes_nothing(phone, road):
    road.route.status, road.route.departed_at = "RELEASED", None
    road.route.save()
    units = road.route.trips.get().load.load_units
    units.update(loaded_at=None)
    start = [phone.made("route.start", subject=str(road.route.public_id)) for _ in range(3)]
    assert phone.told(start[0])[0]["error"]["code"] == "departure_refused"
    units.update(loaded_at=road.route.starts_at)
    road.deliveries[0].__class__.objects.update(status="PLANNED")
    road.deliveries[0].shipment.__class__.objects.update(status="LOADED")
    assert phone.told(*start[1:])[0]["result"]["status"] == "DEPARTED"
    road.deliveries[0].refresh_from_db()
    assert road.deliveries[0].status == "OUT"
    assert DeviceCommand.objects.filter(status="APPLIED").count() == 2


def test_a_driver_of_another_site_cannot_deliver_and_another_drivers_route_cannot_be_ended(road, eve, bo):
    stranger = Phone(_driving("zoe", worlds.site()))
    [answer] = stranger.told(_deliver(stranger, road.task()))
    assert answer["error"]["code"] == "not_found"
    colleague = Phone(_driving("yan", road.site))
    finish = colleague.made("route.finish", subject=str(road.route.public_id))
    assert colleague.told(finish)[0]["error"]["message"] == "This route is not yours, or not any more."


def test_a_colleague_who_took_the_parcel_along_delivers_and_it_is_told(road):
    colleague = Phone(_driving("yan", road.site))
    [answer] = colleague.told(_deliver(colleague, road.task()))
    assert answer["result"]["conflicts"] == ["OTHER_DRIVER"]
    assert road.with_customers() == 3


def test_somebody_who_does_not_drive_cannot_tell_anything(road, eve):
    phone = Phone(eve)
    assert phone.told(_deliver(phone, road.task()))[0]["error"]["code"] == "forbidden"


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        ({"hand_over": "DRONE"}, "hand_over"),
        ({"signature": {"name": "", "strokes": [[1, 2, 3]]}}, "signature/name"),
        ({"signature": SIGNED | {"file": "cd" * 32}}, "signature/file"),
        ({"signature": SIGNED | {"strokes": "x"}}, "signature/strokes"),
        ({"place": {"longitude": 1000, "latitude": 0}}, "place"),
        ({"waived": {"PHOTO": "TIRED"}}, "waived/PHOTO"),
        ({"photos": ["cd" * 32]}, "photos"),
        ({"scans": [""]}, "scans"),
        ({"note": "x" * 501}, "note"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_its_place(phone, road, payload, place):
    [answer] = phone.told(_deliver(phone, road.task(), payload))
    assert (answer["status"], answer["error"]["facts"]["place"]) == ("rejected", place)
    assert road.on_van() == 5


def test_proofs_only_grow(phone, road):
    phone.told(_deliver(phone, road.task()))
    for change in ("UPDATE pod_proof SET facts = '{}'", "DELETE FROM pod_prooffile"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            connection.cursor().execute(change)


def _driving(name, site):
    from tests import factories

    person = factories.user(name, role="driver")
    worlds.driver(site, name.title(), user=person)
    return person


def test_two_phones_and_both_proofs_are_kept(phone, road):
    colleague = Phone(_driving("yan", road.site))
    phone.told(_deliver(phone, road.task()))
    [second] = colleague.told(_deliver(colleague, road.task()))
    assert second["result"]["conflicts"] == ["DELIVERED_TWICE", "OTHER_DRIVER"]
    assert (Proof.objects.count(), road.with_customers()) == (2, 3)
