"""Sites and the places in them, the virtual ones included."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BadInputError
from core.transactions import service
from wms.models import Location, Site, SiteAccess
from wms.states import VIRTUAL, LocationKind

VIRTUAL_MARK = "@"
"""Codes of virtual places begin with it; no bin's does, so the two cannot be mixed up."""

STATION_CODE = "@STATION"
"""The packing place of a site that named none."""

RETURNS_ZONE, RETURNS_CODE = "RETURNS", "RETURNS-DOCK"
"""The zone of docks where returns are taken in, and the dock of a site that named none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BinSpec:
    """A bin as a file names it; zone, aisle and walk order are used only if the bin must be made."""

    code: str
    zone: str = ""
    aisle: str = ""
    pick_sequence: int = 0


@service
def open_site(*, code: str, name: str, **facts: Any) -> Site:  # noqa: ANN401 - further fields of Site
    """Make a site with its virtual places. Raises BadInputError that names the field."""
    site = Site(code=code, name=name, **facts)
    _require_valid(site)
    site.save(force_insert=True)
    for kind in VIRTUAL:
        virtual_location(site_id=site.pk, kind=kind)
    return site


@service
def grant_access(*, user: User, site: Site) -> SiteAccess:
    """Let a user see and work in a site; granting twice changes nothing."""
    access, _made = SiteAccess.objects.get_or_create(user=user, site=site)
    return access


@service
def virtual_location(*, site_id: int, kind: LocationKind) -> Location:
    """The site's supplier, customer, loss or transit place: the other side of what comes and goes."""
    if kind not in VIRTUAL:
        raise BadInputError(_("%(kind)s is not a virtual place.") % {"kind": kind.label}, field="kind")
    facts = {"kind": kind, "is_pickable": False}
    place, _made = Location.objects.get_or_create(
        site_id=site_id, code=f"{VIRTUAL_MARK}{kind.value}", defaults=facts
    )
    return place


@service
def station(*, site_id: int) -> Location:
    """Where the site's totes and half-packed cartons are: its first packing place, made where it has none."""
    found = Location.objects.filter(site_id=site_id, kind=LocationKind.STATION).order_by("code").first()
    if found:
        return found
    facts = {"kind": LocationKind.STATION, "is_pickable": False}
    place, _made = Location.objects.get_or_create(site_id=site_id, code=STATION_CODE, defaults=facts)
    return place


@service
def returns_dock(*, site_id: int) -> Location:
    """Where goods that come back are taken in: the dock of the zone RETURNS, made where there is none."""
    docks = Location.objects.filter(site_id=site_id, kind=LocationKind.DOCK, zone=RETURNS_ZONE)
    found = docks.order_by("code").first()
    if found:
        return found
    facts = {"kind": LocationKind.DOCK, "zone": RETURNS_ZONE, "is_pickable": False}
    place, _made = Location.objects.get_or_create(site_id=site_id, code=RETURNS_CODE, defaults=facts)
    return place


@service
def create_location(
    *,
    site_id: int,
    code: str,
    kind: LocationKind,
    **facts: Any,  # noqa: ANN401 - further fields of Location
) -> Location:
    """Make a bin, dock, lane or vehicle place. Raises BadInputError that names the field."""
    _require_real_code(code)
    place = Location(site_id=site_id, code=code, kind=kind, **facts)
    _require_valid(place)
    try:
        with transaction.atomic():
            place.save(force_insert=True)
    except IntegrityError as error:
        if "one_location_of_a_code_per_site" not in str(error):
            raise
        raise _code_taken(code) from error
    return place


@service
def change_location(*, place: Location) -> Location:
    """Save what was changed about a real place. Raises BadInputError that names the field."""
    _require_real_code(place.code)
    _require_valid(place)
    place.save(force_update=True)
    return place


@service
def ensure_bins(*, site_id: int, bins: Sequence[BinSpec]) -> Mapping[str, Location]:
    """The bins by code, those that are missing made. Three statements, whatever their number."""
    for spec in bins:
        _require_real_code(spec.code)
    wanted = {spec.code: spec for spec in bins}
    known = set(Location.objects.filter(site_id=site_id, code__in=wanted).values_list("code", flat=True))
    missing = [
        Location(
            site_id=site_id,
            code=spec.code,
            zone=spec.zone,
            aisle=spec.aisle,
            pick_sequence=spec.pick_sequence,
        )
        for spec in wanted.values()
        if spec.code not in known
    ]
    # Another import may make the same bin at the same moment: whoever comes second uses the first one's.
    Location.objects.bulk_create(missing, ignore_conflicts=True)
    return {place.code: place for place in Location.objects.filter(site_id=site_id, code__in=wanted)}


def _require_real_code(code: str) -> None:
    if code.startswith(VIRTUAL_MARK):
        told = _("A code that begins with %(mark)s is kept for virtual places.") % {"mark": VIRTUAL_MARK}
        raise BadInputError(told, field="code")


def _require_valid(record: Site | Location) -> None:
    try:
        record.full_clean(validate_constraints=True)
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise BadInputError(messages[0], field=field) from error


def _code_taken(code: str) -> BadInputError:
    return BadInputError(_("There is a place %(code)s already.") % {"code": code}, field="code")
