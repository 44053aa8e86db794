"""Phones at the same moment: one act fifty times, two acts for one place, two phones with one code."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts import device_registry
from accounts.models import Device, DeviceCommand
from accounts.services import device_commands, pairing
from accounts.states import DeviceScope
from core.errors import DomainError
from core.models import PublicEvent
from core.public_events import Happening, record
from tests import factories
from tests.accounts.phones import Phone

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(acts):
    """Run the acts in threads that start together; what each returned, or its error."""
    together = Barrier(len(acts))

    def run(act):
        connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '20s'")
        together.wait()
        try:
            return act()
        except Exception as error:  # noqa: BLE001 - the test judges it
            return error.code if isinstance(error, DomainError) else f"CRASH {type(error).__name__}: {error}"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def note(command):
    """One line of history per act."""
    happening = Happening(type="note.written", subject_type="note", subject_id=command.device.public_id)
    record([happening], at=command.occurred_at, by=command.by)
    return {}


@pytest.fixture(autouse=True)
def acts(monkeypatch):
    """An act that exists in these tests only."""
    monkeypatch.setattr(device_registry, "_acts", dict(device_registry._acts))
    device_registry.register("test.note", note)


@pytest.fixture
def phone():
    """Somebody's phone."""
    return Phone(factories.user())


def sends(phone, command):
    """One request with one command."""
    return lambda: device_commands.take_commands(device_id=phone.device.pk, raw=[command], at=timezone.now())[
        0
    ]


def test_one_act_sent_fifty_times_at_once_has_one_effect_and_one_answer(phone):
    command = phone.made()
    answers = at_once([sends(phone, command)] * 10)
    answers += at_once([sends(phone, command)] * 40)
    said = Counter(
        (getattr(answer, "status", answer), getattr(answer, "replayed", None)) for answer in answers
    )
    assert said == {("applied", False): 1, ("applied", True): 49}
    assert PublicEvent.objects.filter(type="note.written").count() == 1
    assert DeviceCommand.objects.count() == 1


def test_of_two_acts_for_one_place_in_the_chain_one_is_done_and_the_other_rejected(phone):
    for number in range(1, 6):
        one = phone.made(payload={"n": 1})
        other = phone.signed(one | {"id": str(uuid4()), "payload": {"n": 2}})
        answers = at_once([sends(phone, one), sends(phone, other)])
        assert sorted(getattr(a, "status", a) for a in answers) == ["applied", "rejected"]
        assert PublicEvent.objects.filter(type="note.written").count() == number
        phone.last_hash = Device.objects.get().last_hash


def test_of_two_phones_with_one_code_one_is_paired():
    person, lead = factories.user(), factories.user()
    for number in range(1, 6):
        now = timezone.now()
        _code, digits = pairing.show_code(user=person, scope=DeviceScope.DRIVER, by=lead, at=now)

        def pairs(name, digits=digits, now=now):
            key = Phone().public_key
            return lambda: (
                pairing.pair_by_code(
                    code=digits, public_key=key, label=name, address=f"10.0.0.{name}", at=now
                )[0].label
            )

        answers = at_once([pairs("1"), pairs("2")])
        assert sorted(answers)[1:] == ["pairing_refused"]
        assert Device.objects.count() == number


def test_a_phone_that_is_ended_while_it_sends_has_each_act_done_or_still_on_it(phone):
    lead = factories.user()
    commands = [phone.made() for _ in range(12)]
    outcomes = at_once(
        [
            lambda: [sends(phone, command)() for command in commands],
            lambda: pairing.revoke_device(device=phone.device, by=lead, at=timezone.now()),
        ]
    )
    done = DeviceCommand.objects.filter(status="APPLIED").count()
    assert outcomes[0] == "device_revoked" or len(outcomes[0]) == done == 12
    assert PublicEvent.objects.filter(type="note.written").count() == done
    assert sends_is_refused(phone, commands[-1])


def sends_is_refused(phone, command):
    """After the end nothing gets in."""
    try:
        sends(phone, command)()
    except DomainError as refusal:
        return refusal.code == "device_revoked"
    return False
