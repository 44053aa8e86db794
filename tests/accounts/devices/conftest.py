"""A driver's phone, and an act that writes a line of history so that effects can be counted."""

import pytest

from accounts import device_registry
from core.errors import DomainError
from core.models import PublicEvent
from core.public_events import Happening, record
from tests.accounts.phones import Phone


class OutOfPaperError(DomainError):
    """A refusal that only this test knows."""

    code = "out_of_paper"


def note(command):
    """Write one line; refuse or fail where the payload asks for it."""
    if command.payload.get("refuse"):
        raise OutOfPaperError("There is no paper left.", sheets=0)
    happening = Happening(type="note.written", subject_type="note", subject_id=command.device.public_id)
    record([happening], at=command.occurred_at, by=command.by)
    if command.payload.get("fail"):
        raise RuntimeError("a mistake of ours")
    return {"lines": PublicEvent.objects.filter(type="note.written").count()}


@pytest.fixture
def lines():
    """How many lines were written."""
    return lambda: PublicEvent.objects.filter(type="note.written").count()


@pytest.fixture(autouse=True)
def acts(monkeypatch):
    """Acts that exist in these tests only."""
    monkeypatch.setattr(device_registry, "_acts", dict(device_registry._acts))
    device_registry.register("test.note", note)
    device_registry.register("test.floor", note, scope="FLOOR")
    device_registry.register("test.picture", note, needs_files=True)
    device_registry.register("test.allowed", note, permission="wms.adjust_stock")


@pytest.fixture
def phone(cem):
    """Cem's phone."""
    return Phone(cem)
