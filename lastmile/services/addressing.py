"""What a person decides about an address: it is right, it is there, nobody can deliver there.

A decision holds for every delivery to the same words, now and the next time.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import NotFoundError, StaleError
from core.public_events import Happening, record
from core.transactions import service
from lastmile.errors import UnusablePointError
from lastmile.models import Address
from lastmile.models.points import usable
from lastmile.models.service_areas import DEFAULT_ROAD_LIMIT_METRES
from lastmile.services._address_book import PLACED, place, words_of
from lastmile.services._address_rules import Candidate
from lastmile.services.locating import HAND_SOURCE, Located, candidates_for, locate_point
from lastmile.states import AddressLevel, AddressStatus, CheckReason

DECIDED = [*PLACED, "confirmed_at", "confirmed_by", "updated_at"]


def candidates_of(*, address: Address) -> list[Candidate]:
    """What the words of an address may mean, best first. May ask the network."""
    return candidates_for(addresses=[words_of(address)])[0]


def confirm_point(
    *,
    public_id: UUID,
    longitude: float,
    latitude: float,
    by: User,
    at: datetime,
    version: datetime | None = None,
) -> Address:
    """Set the pin of an address by hand; the vehicle will stop at the nearest road.

    `version` is the `updated_at` that the person looked at. Raises UnusablePointError for a point off the
    globe, at (0, 0) or too far from any road; StaleError if someone decided meanwhile.
    """
    if not usable(longitude, latitude):
        raise UnusablePointError(_("That point is not a place one can drive to."), field="longitude")
    located = locate_point(
        longitude=longitude, latitude=latitude, level=AddressLevel.HAND, source=HAND_SOURCE
    )
    if located.access_metres is not None and located.access_metres > DEFAULT_ROAD_LIMIT_METRES:
        told = _("The point is %(metres)d m from the nearest road; at most %(limit)d m are taken.")
        facts = {"metres": located.access_metres, "limit": DEFAULT_ROAD_LIMIT_METRES}
        raise UnusablePointError(told % facts, field="longitude")
    return _confirm(public_id=public_id, located=located, by=by, at=at, version=version)


def confirm_candidate(
    *, public_id: UUID, number: int, by: User, at: datetime, version: datetime | None = None
) -> Address:
    """Take one of the places that the words may mean, by its number in `candidates_of`, as the right one."""
    address = Address.objects.filter(public_id=public_id).first()
    if address is None:
        raise NotFoundError(_("There is no such address, or not for you."))
    found = candidates_of(address=address)
    if not 0 <= number < len(found):
        raise StaleError(_("That candidate is no longer there. Look again."))
    chosen = found[number]
    located = locate_point(
        longitude=chosen.longitude, latitude=chosen.latitude, level=chosen.level, source=chosen.source
    )
    return _confirm(public_id=public_id, located=located, by=by, at=at, version=version)


@service
def confirm_as_it_stands(
    *, public_id: UUID, by: User, at: datetime, version: datetime | None = None
) -> Address:
    """Say that the pin is right where it is. Raises UnusablePointError where there is none yet."""
    address = _locked(public_id, version)
    if address.longitude is None or address.access_longitude is None:
        raise UnusablePointError(_("This address has no pin yet. Put one on the map."), field="longitude")
    return _settle(address, by, at)


@service
def mark_undeliverable(
    *, public_id: UUID, by: User, at: datetime, version: datetime | None = None
) -> Address:
    """Nobody can deliver there: orders to it stay out of plans until somebody amends or cancels them."""
    address = _locked(public_id, version)
    if address.status == AddressStatus.UNDELIVERABLE:
        return address
    address.become(AddressStatus.UNDELIVERABLE)
    address.check_reason = ""
    address.confirmed_at = address.confirmed_by = None
    return _write(address, "address.undeliverable", by, at)


@service
def look_again(*, public_id: UUID, by: User | None, at: datetime) -> Address:
    """Put an address back on the check list: the undo of every decision about it."""
    address = _locked(public_id, None)
    if address.status == AddressStatus.CHECK:
        return address
    address.become(AddressStatus.CHECK)
    address.check_reason = CheckReason.ASKED
    address.confirmed_at = address.confirmed_by = None
    return _write(address, "address.to_check", by, at)


@service
def _confirm(
    *, public_id: UUID, located: Located, by: User, at: datetime, version: datetime | None
) -> Address:
    address = _locked(public_id, version)
    status = address.status
    place(address, located, road_limit=DEFAULT_ROAD_LIMIT_METRES)
    address.status = status
    return _settle(address, by, at)


def _settle(address: Address, by: User, at: datetime) -> Address:
    address.become(AddressStatus.CONFIRMED)
    address.check_reason = ""
    address.confirmed_at, address.confirmed_by = at, by
    return _write(address, "address.confirmed", by, at)


def _locked(public_id: UUID, version: datetime | None) -> Address:
    address = Address.objects.locked().filter(public_id=public_id).first()
    if address is None:
        raise NotFoundError(_("There is no such address, or not for you."))
    if version is not None and address.updated_at != version:
        raise StaleError(_("Somebody decided about this address meanwhile. Look again."))
    return address


def _write(address: Address, what: str, by: User | None, at: datetime) -> Address:
    address.save(update_fields=DECIDED)
    record([_happening(address, what, ["status"])], at=at, by=by)
    return address


def _happening(address: Address, what: str, changed: Sequence[str]) -> Happening:
    return Happening(
        type=what,
        subject_type="address",
        subject_id=address.public_id,
        facts={
            "status": address.status,
            "level": address.level,
            "source": address.source,
            "longitude": address.longitude,
            "latitude": address.latitude,
        },
        changed=changed,
    )
