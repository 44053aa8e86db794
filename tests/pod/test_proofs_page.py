"""What the office sees of a visit: for those who may, as it was signed, and saying so when it was changed."""

import hashlib
import io
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from PIL import Image

from lastmile.models import DeliveryAttempt
from tests import factories
from tests.accounts.phones import Phone
from tests.lastmile import worlds
from tests.lastmile.doors import on_the_road
from wms.services import places

pytestmark = pytest.mark.django_db
GENUINE = "The phone&#x27;s signature fits what is stored"
CHANGED = "The phone&#x27;s signature does not fit what is stored"
BROKEN = "The phone&#x27;s signature fits, but its act number 1 was changed"

CHANGE_REVISION = (
    "UPDATE accounts_devicecommand SET envelope = jsonb_set(envelope, '{{payload,revision}}', '{}')"
    " WHERE id = %s"
)


def photo(note="Camera of Cem") -> bytes:
    """A picture that tells on the side with what and where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = note
    exif.get_ifd(0x8825)[2] = (60.0, 10.0, 1.0)
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(made, "JPEG", exif=exif)
    return made.getvalue()


def sent(phone, data: bytes) -> str:
    """The phone's picture has arrived; its name."""
    name = hashlib.sha256(data).hexdigest()
    answer = phone.client.put(
        f"/api/v1/device/files/{name}/", data=data, content_type="application/octet-stream",
        HTTP_AUTHORIZATION=phone.authorization,
    )  # fmt: skip
    assert answer.status_code == 201, answer.content
    return name


def delivered(phone, road, number=1, *, photos=(), kind="stop.deliver", **facts):
    """The phone told of a delivery, signed by a neighbour; the command."""
    door = road.deliveries[number - 1].address
    said = {
        "hand_over": "NEIGHBOUR",
        "signature": {"name": "R. Novak", "relationship": "NEIGHBOUR", "strokes": [[1, 2, 3]]},
        "photos": list(photos),
        "place": {"longitude": door.longitude, "latitude": door.latitude + 0.001, "accuracy_m": 8},
    } | facts.pop("said", {})
    command = phone.made(kind, said, subject=str(road.task(number).public_id), files=list(photos), **facts)
    [answer] = phone.told(command)
    assert answer["status"] == "applied", answer
    return command


def signed_in(person, road=None) -> Client:
    """A browser of somebody who sees the road's site, if one is named."""
    if road:
        places.grant_access(user=person, site=road.site)
    client = Client()
    client.force_login(person)
    return client


def address(road, number=1) -> str:
    """Of the page of that delivery."""
    return f"/proofs/{road.deliveries[number - 1].public_id}/"


def seen(client, road, number=1) -> str:
    """The page as text."""
    answer = client.get(address(road, number))
    assert answer.status_code == 200
    return answer.content.decode()


def tampered(sql: str, *values) -> None:
    """Somebody with the keys of the database changed what a phone had sent."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_devicecommand DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        cursor.execute("ALTER TABLE accounts_devicecommand ENABLE TRIGGER USER")


def test_the_office_sees_how_a_visit_ended_who_received_where_and_that_it_is_as_signed(phone, road, bo):
    name = sent(phone, photo())
    command = delivered(phone, road, photos=[name])
    text = seen(signed_in(bo, road), road)
    for said in ("To a neighbour", "R. Novak (Neighbour)", "111", GENUINE, command["hash"][:12]):
        assert said in text, said
    assert f'src="/proofs/files/{name}/"' in text
    assert text.count("10:00:01") >= 1, "eight in UTC is ten at the site"


def test_without_a_visit_the_page_says_so(road, bo):
    assert "No visit yet" in seen(signed_in(bo, road), road)


@pytest.mark.parametrize("role", ["", "picker", "loader", "driver", "integrator"])
def test_who_may_not_see_proofs_gets_neither_page_nor_picture(phone, road, role):
    name = sent(phone, photo())
    delivered(phone, road, photos=[name])
    client = signed_in(factories.user("mia", role=role), road)
    assert client.get(address(road)).status_code == 403
    assert client.get(f"/proofs/files/{name}/").status_code == 403
    assert name not in client.get(f"/orders/{road.deliveries[0].public_id}/").content.decode()


@pytest.mark.parametrize("role", ["dispatcher", "customer service", "warehouse lead", "administrator"])
def test_who_answers_for_deliveries_sees_them_and_finds_them_from_the_order(road, role):
    client = signed_in(factories.user("mia", role=role), road)
    assert client.get(address(road)).status_code == 200
    assert address(road) in client.get(f"/orders/{road.deliveries[0].public_id}/").content.decode()


def test_neither_the_page_nor_the_pictures_of_another_site(phone, road, bo):
    name = sent(phone, photo())
    delivered(phone, road, photos=[name])
    elsewhere = signed_in(bo)
    places.grant_access(user=bo, site=worlds.site())
    assert elsewhere.get(address(road)).status_code == 404
    assert elsewhere.get(f"/proofs/files/{name}/").status_code == 404


def test_a_picture_that_belongs_to_no_proof_is_not_given_out(phone, road, bo):
    name = sent(phone, photo("of something else"))
    client = signed_in(bo, road)
    for asked in (name, "0" * 64, name.upper(), name[:-1], "..", "%00"):
        assert client.get(f"/proofs/files/{asked}/").status_code == 404, asked


def test_a_picture_is_shown_without_what_it_tells_on_the_side_and_kept_by_nobody(phone, road, bo):
    data = photo()
    name = sent(phone, data)
    delivered(phone, road, photos=[name])
    client = signed_in(bo, road)
    answer = client.get(f"/proofs/files/{name}/")
    with Image.open(io.BytesIO(answer.content)) as image:
        assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (64, 48), {})
    assert b"Cem" in data
    assert b"Cem" not in answer.content
    assert answer["Content-Disposition"] == "inline"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-cache"
    assert client.get(f"/proofs/files/{name}/", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    assert Client().get(f"/proofs/files/{name}/").status_code == 302


def test_a_picture_that_has_not_arrived_is_announced(phone, road, bo):
    delivered(phone, road, photos=["ab" * 32])
    text = seen(signed_in(bo, road), road)
    assert "Not here yet" in text
    assert "<img" not in text.split('class="proof__pictures"')[1].split("</ul>")[0]


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("envelope = jsonb_set(envelope, '{payload,hand_over}', %s)", '"RECIPIENT"'),
        ("occurred_at = %s", datetime(2026, 3, 1, tzinfo=UTC)),
        ("signature = %s", "AAAA"),
        ("subject = %s", "another stop"),
        ("envelope = %s", "[]"),
    ],
)
def test_an_act_that_was_changed_in_the_database_is_told(phone, road, bo, change, value):
    command = delivered(phone, road)
    client = signed_in(bo, road)
    assert GENUINE in seen(client, road)
    tampered(f"UPDATE accounts_devicecommand SET {change} WHERE id = %s", value, command["id"])
    text = seen(client, road)
    assert CHANGED in text
    assert GENUINE not in text


def test_an_act_whose_predecessor_was_exchanged_is_told(phone, road, bo):
    first = delivered(phone, road, 1)
    delivered(phone, road, 2)
    client = signed_in(bo, road)
    assert GENUINE in seen(client, road, 2)
    tampered("UPDATE accounts_devicecommand SET hash = %s WHERE id = %s", "0" * 64, first["id"])
    assert BROKEN in seen(client, road, 2)
    assert CHANGED in seen(client, road, 1)
    put_back = (first["hash"], first["id"])  # else the invariants, checked after each test, find it too
    tampered("UPDATE accounts_devicecommand SET hash = %s WHERE id = %s", *put_back)


def test_the_whole_chain_before_an_act_is_checked_and_the_place_is_told(phone, road, bo, monkeypatch):
    notes = [
        phone.made("route.acknowledge", {"revision": 0}, subject=str(road.route.public_id)) for _ in range(5)
    ]
    phone.told(*notes)
    delivered(phone, road)
    client = signed_in(bo, road)
    assert "all 6 acts of this phone up to it" in seen(client, road)
    monkeypatch.setattr("pod.queries.proof_page.AT_ONCE", 3)
    assert "so do its last 3 acts" in seen(client, road)
    tampered(
        CHANGE_REVISION.format(9),
        notes[1]["id"],
    )
    assert "so do its last 3 acts" in seen(client, road)
    whole = client.get(address(road), {"check": "whole"}).content.decode()
    assert "its act number 2 was changed" in whole
    tampered(
        CHANGE_REVISION.format(0),
        notes[1]["id"],
    )
    tampered("UPDATE accounts_devicecommand SET is_chained = false WHERE id = %s", notes[2]["id"])
    whole = client.get(address(road), {"check": "whole"}).content.decode()
    assert "its act number 3 is missing" in whole
    tampered("UPDATE accounts_devicecommand SET is_chained = true WHERE id = %s", notes[2]["id"])


def test_a_proof_that_says_something_else_than_the_act_is_told(phone, road, bo):
    delivered(phone, road)
    client = signed_in(bo, road)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE pod_proof DISABLE TRIGGER USER")
        cursor.execute("UPDATE pod_proof SET facts = jsonb_set(facts, '{name}', '\"Somebody\"')")
        cursor.execute("ALTER TABLE pod_proof ENABLE TRIGGER USER")
    assert "is not what it covers" in seen(client, road)


def test_a_reason_that_stood_in_and_a_wrong_clock_are_shown(phone, road, bo):
    said = {"signature": None, "waived": {"SIGNATURE": "CONTACTLESS"}}
    delivered(phone, road, said=said, clock_offset_ms=300_000)
    text = seen(signed_in(bo, road), road)
    assert "Signature and name: Contactless wanted" in text
    assert "was wrong by more than two minutes" in text
    assert "5\N{NO-BREAK SPACE}min behind" in text


def test_what_came_back_is_shown_by_line_and_an_undone_visit_is_struck_out(phone, road, bo):
    parts = [
        {"number": 1, "result": "DELIVERED", "quantity": 2},
        {"number": 1, "result": "DAMAGED", "quantity": 1},
    ]
    command = delivered(phone, road, kind="stop.partial", said={"lines": parts})
    client = signed_in(bo, road)
    text = seen(client, road)
    assert "Thing 1: Damaged" in text
    assert "<s>" not in text
    phone.told(phone.made("stop.undo", {"command": command["id"]}, subject=str(road.task().public_id)))
    assert "<s>Visit 1</s>" in seen(client, road)


def test_more_visits_cost_no_more_queries(cem, bo, django_assert_num_queries):
    at = worlds.site()
    places.grant_access(user=cem, site=at)
    road = on_the_road((3,), site=at, driver=worlds.driver(at, user=cem))
    phone = Phone(cem)
    client = signed_in(bo, road)
    delivered(phone, road, photos=["ab" * 32])
    seen(client, road)
    with connection.execute_wrapper(counted := _Counter()):
        seen(client, road)
    one = counted.number
    for minutes in range(2, 7):
        undone = DeliveryAttempt.objects.latest("number")
        phone.told(
            phone.made("stop.undo", {"command": str(undone.command_id)}, subject=str(road.task().public_id))
        )
        delivered(phone, road, photos=[f"{minutes:02}" * 32])
    assert DeliveryAttempt.objects.count() == 6
    with django_assert_num_queries(one):
        seen(client, road)


class _Counter:
    """How many statements went to the database."""

    number = 0

    def __call__(self, execute, sql, params, many, context):
        self.number += 1
        return execute(sql, params, many, context)
