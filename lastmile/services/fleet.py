"""Vehicles, drivers and their shifts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from core.errors import BadInputError, DomainError, NotFoundError
from core.transactions import service
from lastmile.models import Driver, Route, Shift, ShiftBreak, Vehicle, VehicleType
from lastmile.states import ACTIVE_ROUTES
from wms.models import Site
from wms.services import places
from wms.states import LocationKind

VEHICLE_PLACE = "VEH-"
"""Codes of vehicles' own locations begin with it."""
OVERLAPS = {
    "no_overlapping_shift_per_vehicle": ("vehicle", _("The vehicle is on another shift at that time.")),
    "no_overlapping_shift_per_driver": ("driver", _("The driver is on another shift at that time.")),
}


class ShiftOverlapsError(DomainError):
    """The vehicle or the driver is on another shift at that time."""

    code = "shift_overlaps"


class ShiftInUseError(DomainError):
    """A route is planned into the shift."""

    code = "shift_in_use"


@dataclass(frozen=True, kw_only=True, slots=True)
class Rest:
    """A break of a shift: it starts between two moments and lasts so many seconds."""

    opens: datetime
    closes: datetime
    duration_seconds: int


@service
def add_vehicle_type(*, code: str, name: str, **facts: Any) -> VehicleType:  # noqa: ANN401 - fields of VehicleType
    """Make a kind of vehicle. Raises BadInputError that names the field."""
    return _saved(VehicleType(code=code, name=name, **facts))


@service
def add_vehicle(*, site: Site, vehicle_type: VehicleType, code: str, plate: str = "") -> Vehicle:
    """Make a vehicle with its own location, where what it carries stands on the books.

    Raises BadInputError that names the field.
    """
    if Vehicle.objects.filter(code=code).exists():
        raise BadInputError(_("There is a vehicle %(code)s already.") % {"code": code}, field="code")
    location = places.create_location(
        site_id=site.pk, code=f"{VEHICLE_PLACE}{code}"[:40], kind=LocationKind.VEHICLE, is_pickable=False
    )
    return _saved(Vehicle(code=code, site=site, type=vehicle_type, plate=plate, location=location))


@service
def change_vehicle(*, public_id: UUID, **facts: Any) -> Vehicle:  # noqa: ANN401 - plate, type, is_active
    """Change a vehicle's plate, type, or whether it may be given shifts."""
    vehicle = Vehicle.objects.locked().filter(public_id=public_id).first()
    if vehicle is None:
        raise NotFoundError(_("There is no such vehicle, or not for you."))
    for name, value in facts.items():
        setattr(vehicle, name, value)
    return _saved(vehicle)


@service
def add_driver(*, site: Site, code: str, name: str, **facts: Any) -> Driver:  # noqa: ANN401 - fields of Driver
    """Make a driver. Raises BadInputError that names the field."""
    return _saved(Driver(site=site, code=code, name=name, **facts))


@service
def plan_shift(
    *,
    site: Site,
    vehicle: Vehicle,
    driver: Driver | None,
    works_on: date,
    opens: datetime,
    closes: datetime,
    breaks: Sequence[Rest] = (),
) -> Shift:
    """Put a vehicle, and a driver if one is named, on duty. The vehicle starts and ends at the site.

    Raises ShiftOverlapsError where either is on another shift then, BadInputError for an impossible span.
    """
    shift = Shift(
        site=site,
        vehicle=vehicle,
        driver=driver,
        works_on=works_on,
        opens=opens,
        closes=closes,
        start_site=site,
        end_site=site,
    )
    return _put(shift, breaks)


@service
def change_shift(
    *, public_id: UUID, driver: Driver | None, opens: datetime, closes: datetime, breaks: Sequence[Rest] = ()
) -> Shift:
    """Change who drives and when. Raises ShiftInUseError once a route is planned into it."""
    shift = _free_shift(public_id)
    shift.driver, shift.opens, shift.closes = driver, opens, closes
    return _put(shift, breaks)


@service
def cancel_shift(*, public_id: UUID, at: datetime) -> Shift:
    """Take a shift off the day. Raises ShiftInUseError once a route is planned into it."""
    shift = _free_shift(public_id)
    shift.cancelled_at = at
    shift.save(update_fields=["cancelled_at", "updated_at"])
    return shift


@service
def restore_shift(*, public_id: UUID) -> Shift:
    """Undo the cancelling of a shift. Raises ShiftOverlapsError if its place was taken meanwhile."""
    shift = Shift.objects.locked().filter(public_id=public_id).first()
    if shift is None:
        raise NotFoundError(_("There is no such shift, or not for you."))
    shift.cancelled_at = None
    with _overlaps_named():
        shift.save(update_fields=["cancelled_at", "updated_at"])
    return shift


@service
def copy_shifts(*, site_ids: Collection[int], source: date, target: date) -> int:
    """Put the vehicles and drivers of one day on duty on another, at the same local times. Returns how many.

    A vehicle or driver that has a shift at that time already keeps it.
    """
    rows = Shift.objects.standing().filter(site__in=site_ids, works_on=source)
    made = 0
    for shift in rows.select_related("site", "vehicle", "driver").prefetch_related("breaks").order_by("pk"):
        try:
            with transaction.atomic():
                _copy(shift, target)
        except ShiftOverlapsError:
            continue
        made += 1
    return made


def _copy(shift: Shift, target: date) -> None:
    days = target - shift.works_on

    def moved(moment: datetime) -> datetime:
        """The same time on the clock of the site, as many days later."""
        local = moment.astimezone(shift.site.zone)
        return (local.replace(tzinfo=None) + days).replace(tzinfo=shift.site.zone)

    plan_shift(
        site=shift.site,
        vehicle=shift.vehicle,
        driver=shift.driver,
        works_on=target,
        opens=moved(shift.opens),
        closes=moved(shift.closes),
        breaks=[
            Rest(opens=moved(rest.opens), closes=moved(rest.closes), duration_seconds=rest.duration_seconds)
            for rest in shift.breaks.all()
        ],
    )


def _free_shift(public_id: UUID) -> Shift:
    shift = Shift.objects.locked().filter(public_id=public_id).first()
    if shift is None:
        raise NotFoundError(_("There is no such shift, or not for you."))
    if Route.objects.filter(shift=shift, status__in=ACTIVE_ROUTES).exists():
        raise ShiftInUseError(_("A route is planned into this shift. Take the route back first."))
    return shift


def _put(shift: Shift, breaks: Sequence[Rest]) -> Shift:
    for number, rest in enumerate(breaks, 1):
        if not shift.opens <= rest.opens <= rest.closes <= shift.closes or rest.duration_seconds <= 0:
            told = _("Break %(number)d lies outside the shift.") % {"number": number}
            raise BadInputError(told, field="breaks")
    with _overlaps_named():
        _saved(shift)
    shift.breaks.all().delete()
    ShiftBreak.objects.bulk_create(
        ShiftBreak(
            shift=shift,
            number=number,
            opens=rest.opens,
            closes=rest.closes,
            duration_seconds=rest.duration_seconds,
        )
        for number, rest in enumerate(breaks, 1)
    )
    return shift


class _overlaps_named:  # noqa: N801 - reads as a phrase
    """A shift that overlaps another becomes a refusal that names the field."""

    def __enter__(self) -> None:
        self._savepoint = transaction.atomic()
        self._savepoint.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._savepoint.__exit__(kind, error, trace)
        if isinstance(error, IntegrityError):
            for constraint, (field, told) in OVERLAPS.items():
                if constraint in str(error):
                    raise ShiftOverlapsError(told, field=field) from error


def _saved[M: Model](row: M) -> M:
    """Save the row if it is valid. Raises BadInputError that names the field."""
    try:
        row.full_clean(validate_constraints=False)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadInputError(messages[0], field=field) from error
    row.save()
    return row
