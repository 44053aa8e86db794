"""One more vehicle for the day: an idle one of the same kind, else a hired one."""

from lastmile.models import Shift, ShiftBreak, Vehicle
from lastmile.services.fleet import add_vehicle


def add_shift_like(*, shift: Shift) -> Shift:
    """Put one more vehicle on a shift like this one, without a driver's name yet. Called in a transaction."""
    model = shift.vehicle
    busy = Shift.objects.standing().filter(opens__lt=shift.closes, closes__gt=shift.opens).values("vehicle")
    idle = Vehicle.objects.active().filter(site=model.site, type=model.type).exclude(pk__in=busy)
    vehicle = idle.locked().first() or _hire(model)
    added = Shift.objects.create(
        site=shift.site,
        vehicle=vehicle,
        works_on=shift.works_on,
        opens=shift.opens,
        closes=shift.closes,
        start_site=shift.start_site,
        end_site=shift.end_site,
        extra_skills=sorted({*shift.extra_skills, *(shift.driver.skills if shift.driver else ())}),
        extra_features=shift.extra_features,
    )
    ShiftBreak.objects.bulk_create(
        ShiftBreak(
            shift=added,
            number=rest.number,
            opens=rest.opens,
            closes=rest.closes,
            duration_seconds=rest.duration_seconds,
        )
        for rest in shift.breaks.all()
    )
    return added


def _hire(model: Vehicle) -> Vehicle:
    """A hired vehicle of the same type, named after the site and counted."""
    number = Vehicle.objects.filter(site=model.site, code__startswith=f"{model.site.code}-HIRED-").count() + 1
    code = f"{model.site.code}-HIRED-{number}"
    return add_vehicle(site=model.site, vehicle_type=model.type, code=code)
