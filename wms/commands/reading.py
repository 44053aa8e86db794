"""What an act names, read so that nothing in it can break a service, and only in sites of who sent it."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from accounts.device_registry import Received
from core.errors import BadInputError, NotFoundError
from wms.models import CountRequest, Parcel, Pick, PickWalk, Shipment, Site, Wave
from wms.queries.access import sites_visible_to

LONGEST_TEXT = 200
MOST = 1_000_000
MOST_SERIALS = 500


def device_of(command: Received) -> str:
    """How the books name the device."""
    return f"device:{command.device.public_id}"


def text(command: Received, name: str) -> str:
    """A text of the payload; empty where there is none. Raises BadInputError for anything else."""
    value = command.payload.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or "\x00" in value:
        raise unreadable(name)
    return value


def number(command: Received, name: str, *, default: int | None = None) -> int:
    """A whole number from 0 to a million. Raises BadInputError for anything else."""
    value = command.payload.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST:
        raise unreadable(name)
    return value


def serials(command: Received) -> tuple[str, ...]:
    """The serial numbers of the payload."""
    value = command.payload.get("serials", [])
    if not isinstance(value, list) or len(value) > MOST_SERIALS or not all(isinstance(v, str) for v in value):
        raise unreadable("serials")
    return tuple(value)


def within(command: Received, part: dict[str, Any]) -> Received:
    """The act with one part of its payload as the payload, to be read like a whole one."""
    return replace(command, payload=part)


def wave(command: Received) -> Wave:
    """The wave that the subject names."""
    return _one(command, Wave.objects.filter(site__in=_sites(command)))


def walk(command: Received) -> PickWalk:
    """The walk that the subject names."""
    return _one(command, PickWalk.objects.filter(wave__site__in=_sites(command)))


def pick(command: Received) -> Pick:
    """The pick that the subject names."""
    return _one(command, Pick.objects.filter(wave__site__in=_sites(command)))


def shipment(command: Received) -> Shipment:
    """The shipment that the subject names."""
    return _one(command, Shipment.objects.filter(order__site__in=_sites(command)))


def parcel(command: Received) -> Parcel:
    """The parcel that the subject names."""
    found = Parcel.objects.filter(shipment__order__site__in=_sites(command)).select_related("handling_unit")
    return _one(command, found)


def count_request(command: Received) -> CountRequest:
    """The request to count that the subject names."""
    return _one(command, CountRequest.objects.filter(location__site__in=_sites(command)))


def site(command: Received) -> Site:
    """The site that the subject names."""
    return _one(command, _sites(command))


def _sites(command: Received) -> QuerySet[Site]:
    return sites_visible_to(command.by)


def _one[M: Model](command: Received, found: QuerySet[M]) -> M:
    one = found.filter(public_id=_uuid(command.subject)).first()
    if one is None:
        raise NotFoundError(_("There is no such thing here, or not for you."), subject=command.subject)
    return one


def _uuid(value: Any) -> UUID:  # noqa: ANN401 - whatever a phone sent
    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError) as error:
        raise unreadable("subject") from error


def unreadable(name: str) -> BadInputError:
    """What is said of a part of the payload that makes no sense."""
    return BadInputError(_("%(name)s is missing or cannot be read.") % {"name": name}, place=name)
