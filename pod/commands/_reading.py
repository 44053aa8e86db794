"""From what a phone sent to plain values: every refusal names the field."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from accounts.device_registry import Received
from accounts.models import DeviceCommand
from core.errors import BadInputError, NotFoundError
from lastmile.door_states import DoorResult
from lastmile.models import Driver, Route, Stop, StopTask
from lastmile.services.delivering import Act, LineResult
from pod.services.proving import Brought, Place, Signature
from pod.states import ProofKind, Relationship, Waiver

LONGEST_NOTE, LONGEST_NAME, LONGEST_CODE = 500, 120, 80
MOST_POINTS, MOST_CODES, MOST_PHOTOS = 6000, 200, 10
FARTHEST_M = 40_000_000


def act_of(command: Received) -> Act:
    """Who, when, with which phone, under which command."""
    return Act(
        by=command.by,
        occurred_at=command.occurred_at,
        device=str(command.device.public_id),
        command_id=command.id,
    )


def driver_of(command: Received) -> Driver:
    """The driver whose phone it is. Raises NotFoundError where the person does not drive."""
    driver = Driver.objects.filter(user=command.by, is_active=True).first()
    if driver is None:
        raise NotFoundError(_("%(name)s is no driver here.") % {"name": command.by})
    return driver


def my_route(command: Received, subject: str = "") -> Route:
    """The route that the act is about, if this driver drives it. Raises NotFoundError."""
    route = Route.objects.filter(public_id=_uuid(subject or command.subject, "subject")).first()
    if route is None or route.driver_id != driver_of(command).pk:
        raise NotFoundError(_("This route is not yours, or not any more."))
    return route


def my_stop(command: Received) -> Stop:
    """The stop that the act is about, on a route of this driver. Raises NotFoundError."""
    found = Stop.objects.select_related("trip__route").filter(public_id=_uuid(command.subject, "subject"))
    stop = found.first()
    if stop is None or stop.trip.route.driver_id != driver_of(command).pk:
        raise NotFoundError(_("This stop is not yours, or not any more."))
    return stop


def task_of(command: Received) -> StopTask:
    """What was to be delivered, at the driver's own site: what happened at a door counts, whoever was asked.

    Raises NotFoundError for another site's.
    """
    found = StopTask.objects.select_related("stop__trip__route", "delivery__address", "delivery__order")
    task = found.filter(public_id=_uuid(command.subject, "subject"), delivery__isnull=False).first()
    if task is None or task.stop.trip.route.site_id != driver_of(command).site_id:
        raise NotFoundError(_("There is no such delivery here."))
    return task


def brought(command: Received) -> Brought:
    """What the phone brought to show for it."""
    said = command.payload
    waived = {
        ProofKind(_choice(kind, ProofKind, "waived")).value: _choice(reason, Waiver, f"waived/{kind}").value
        for kind, reason in _mapping(said, "waived").items()
    }
    age = said.get("age_checked")
    if age is not None and not isinstance(age, bool):
        raise wrong("age_checked")
    return Brought(
        photos=_listed_files(command, said.get("photos", []), "photos"),
        signature=_signature(command, said.get("signature")),
        pin_key=text(said, "pin_key", 128),
        scans=tuple(_texts(said, "scans", MOST_CODES, LONGEST_CODE)),
        age_checked=age,
        note=text(said, "note", LONGEST_NOTE),
        contactless=said.get("contactless") is True,
        waived=waived,
        place=_place(said.get("place")),
        command_hash=_hash_of(command),
    )


def lines(command: Received) -> list[LineResult]:
    """What became of each line, where not all was handed over."""
    rows = command.payload.get("lines", [])
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise wrong("lines")
    return [
        LineResult(
            number=_whole(row.get("number"), f"lines/{place}/number"),
            result=_choice(row.get("result"), DoorResult, f"lines/{place}/result"),
            quantity=_whole(row.get("quantity"), f"lines/{place}/quantity"),
            serials=tuple(_texts(row, "serials", MOST_CODES, LONGEST_CODE)),
        )
        for place, row in enumerate(rows)
    ]


def choice[C: TextChoices](command: Received, field: str, choices: type[C]) -> C:
    """One of a list of words."""
    return _choice(command.payload.get(field), choices, field)


def whole(command: Received, field: str) -> int:
    """A whole number from 0."""
    return _whole(command.payload.get(field), field)


def wholes(command: Received, field: str) -> list[int]:
    """Whole numbers from 0."""
    rows = command.payload.get(field, [])
    if not isinstance(rows, list):
        raise wrong(field)
    return [_whole(value, f"{field}/{place}") for place, value in enumerate(rows)]


def text(said: Mapping[str, Any], field: str, longest: int) -> str:
    """A text, empty where there is none; too long is cut nowhere but refused."""
    value = said.get(field, "")
    if not isinstance(value, str) or len(value) > longest:
        raise wrong(field)
    return value.strip()


def uuid(command: Received, field: str) -> UUID:
    """An id from the payload."""
    return _uuid(command.payload.get(field), field)


def wrong(place: str) -> BadInputError:
    """The refusal of a field that cannot be meant."""
    return BadInputError(
        _("The phone sent something that cannot be meant: %(place)s.") % {"place": place}, place=place
    )


def _hash_of(command: Received) -> str:
    row = DeviceCommand.objects.filter(pk=command.id).values_list("hash", flat=True).first()
    return row or ""


def _signature(command: Received, said: object) -> Signature | None:
    if said is None:
        return None
    if not isinstance(said, Mapping):
        raise wrong("signature")
    name = text(said, "name", LONGEST_NAME)
    if not name:
        raise BadInputError(_("A signature needs the name of who signed."), place="signature/name")
    file = said.get("file", "")
    return Signature(
        name=name,
        relationship=_choice(
            said.get("relationship", "RECIPIENT"), Relationship, "signature/relationship"
        ).value,
        strokes=_strokes(said.get("strokes", [])),
        sha256=_listed_files(command, [file], "signature/file")[0] if file else "",
    )


def _strokes(said: object) -> tuple[tuple[int, ...], ...]:
    """Each stroke as x, y, ms, x, y, ms …"""
    if not isinstance(said, list) or not all(isinstance(stroke, list) for stroke in said):
        raise wrong("signature/strokes")
    strokes = tuple(tuple(_whole(value, "signature/strokes") for value in stroke) for stroke in said)
    if not strokes or sum(map(len, strokes)) > 3 * MOST_POINTS:
        raise wrong("signature/strokes")
    return strokes


def _listed_files(command: Received, said: object, place: str) -> tuple[str, ...]:
    """Hashes that the signed command lists: a picture cannot be slipped in afterwards."""
    if not isinstance(said, list) or len(said) > MOST_PHOTOS or not set(said) <= set(command.files):
        raise wrong(place)
    return tuple(dict.fromkeys(said))


def _place(said: object) -> Place | None:
    if said is None:
        return None
    if not isinstance(said, Mapping):
        raise wrong("place")
    east, north = said.get("longitude"), said.get("latitude")
    if not _is_number(east, 180) or not _is_number(north, 90):
        raise wrong("place")
    accuracy = said.get("accuracy_m")
    known = isinstance(accuracy, int | float) and 0 <= accuracy <= FARTHEST_M
    return Place(
        longitude=float(east or 0),
        latitude=float(north or 0),
        accuracy_m=round(float(accuracy or 0)) if known else None,
    )


def _is_number(value: object, most: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= most


def _texts(said: Mapping[str, Any], field: str, most: int, longest: int) -> list[str]:
    rows = said.get(field, [])
    if not isinstance(rows, list) or len(rows) > most:
        raise wrong(field)
    if not all(isinstance(value, str) and 0 < len(value) <= longest for value in rows):
        raise wrong(field)
    return list(dict.fromkeys(rows))


def _mapping(said: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    value = said.get(field, {})
    if not isinstance(value, Mapping):
        raise wrong(field)
    return value


def _choice[C: TextChoices](value: object, choices: type[C], place: str) -> C:
    if value not in choices.values:
        raise wrong(place)
    return choices(value)


def _whole(value: object, place: str) -> int:
    if type(value) is not int or not 0 <= value <= FARTHEST_M:
        raise wrong(place)
    return value


def _uuid(value: object, place: str) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as error:
        raise wrong(place) from error
