"""A load while somebody works on it: held, begun, taken up again. Steps of services."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import NotFoundError
from lastmile.errors import NotReleasedError
from lastmile.models import Load
from lastmile.services import _load_log
from lastmile.states import LoadStatus, RouteStatus
from wms.models import Location
from wms.services import issuing
from wms.states import LocationKind


def held(load_id: int) -> Load:
    """The load, locked; its route is released and has not left. Raises NotReleasedError, NotFoundError."""
    rows = Load.objects.filter(pk=load_id)
    list(rows.locked().values_list("pk"))
    # Read only now: who held the load before may have been the departure.
    load = rows.select_related(
        "trip__route__vehicle__type", "trip__route__vehicle__location", "trip__route__site", "lane"
    ).first()
    if load is None:
        raise NotFoundError(_("There is no such load, or not for you."))
    route = load.trip.route
    if route.status != RouteStatus.RELEASED or load.status == LoadStatus.CANCELLED:
        facts = {"code": route.code, "status": route.get_status_display().lower()}
        raise NotReleasedError(_("Route %(code)s is %(status)s: it is not being loaded.") % facts, **facts)
    return load


def set_loading(load: Load, *, by: User | None, at: datetime, device: str) -> None:
    """Begin, or take up again a load that was closed; one that is under way stays so."""
    if load.status == LoadStatus.LOADED:
        reopen(load, by=by, at=at, device=device)
    elif load.status == LoadStatus.PLANNED:
        load.become(LoadStatus.LOADING)
        load.started_at = at
        load.save(update_fields=["status", "started_at", "updated_at"])
        _load_log.load_told(load, "started", by=by, at=at, device=device)


def reopen(load: Load, *, by: User | None, at: datetime, device: str) -> None:
    """Take a closed load up again: its shipments are no longer all in."""
    if load.status != LoadStatus.LOADED:
        return
    load.become(LoadStatus.LOADING)
    load.loaded_at = None
    load.save(update_fields=["status", "loaded_at", "updated_at"])
    shipments = set(load.load_units.filter(loaded_at__isnull=False).values_list("shipment_id", flat=True))
    issuing.mark_unloaded(shipment_ids=shipments, by=by, at=at)
    _load_log.load_told(load, "reopened", by=by, at=at, device=device)


def back_in_the_house(load: Load) -> Location:
    """Where what is taken out again stands: the load's lane, else the site's first lane or dock."""
    if load.lane:
        return load.lane
    places = Location.objects.filter(site=load.trip.route.site_id, locked_reason="")
    for kind in (LocationKind.LANE, LocationKind.DOCK):
        if found := places.filter(kind=kind).order_by("code").first():
            return found
    raise NotFoundError(_("The site has no lane and no dock to put it down."))
