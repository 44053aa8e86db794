"""Vehicles as a table: one row per vehicle, with what its type holds and costs."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from accounts.models import User
from core.imports.kinds import Applied, Context, ImportKind, RowRefusal, RowResult, Written
from core.tables.columns import Column, Kind, Scale
from core.tables.parsing import Row
from lastmile.models import Vehicle, VehicleType
from lastmile.services import fleet
from lastmile.services.asks import code_words
from lastmile.states import VehicleKind
from wms.models import Site
from wms.queries.access import sites_visible_to

COLUMNS = (
    Column("code", __("Vehicle"), Kind.IDENTIFIER, required=True, max_length=36, example="VAN-1"),
    Column("site", __("Site"), Kind.IDENTIFIER, required=True, max_length=20, example="HEL"),
    Column(
        "type",
        __("Type"),
        Kind.IDENTIFIER,
        required=True,
        max_length=40,
        help=__("The name of the type; a new one is made with the figures of its first row."),
        example="van-8m3",
    ),
    Column("kind", __("Kind"), choices=dict(VehicleKind.choices), example="VAN"),
    Column("plate", __("Number plate"), max_length=20),
    Column(
        "payload",
        __("Payload"),
        Kind.SCALED,
        minimum=1,
        scale=Scale("g", {"g": 1, "kg": 1000, "t": 1_000_000}, assumed="kg", rounds=True),
        example="800",
    ),
    Column(
        "load_space",
        __("Load space"),
        Kind.SCALED,
        minimum=1,
        scale=Scale("ml", {"ml": 1, "l": 1000, "m3": 1_000_000, "m³": 1_000_000}, assumed="l", rounds=True),
        example="8000",
    ),
    Column("parcels", __("Parcels"), Kind.INTEGER, minimum=1, maximum=100_000),
    Column("features", __("Features"), max_length=300, example="tail-lift"),
    Column(
        "cost_per_day", __("Cost per day"), Kind.INTEGER, minimum=0, help=__("In minor units, like cents.")
    ),
    Column("cost_per_hour", __("Cost per hour"), Kind.INTEGER, minimum=0),
    Column("cost_per_km", __("Cost per kilometre"), Kind.INTEGER, minimum=0),
)
FIGURES = {
    "kind": "kind",
    "payload": "capacity_g",
    "load_space": "capacity_ml",
    "parcels": "capacity_units",
    "cost_per_day": "cost_fixed",
    "cost_per_hour": "cost_per_hour",
    "cost_per_km": "cost_per_km",
}
NEEDED = ("payload", "load_space")


def prepare_vehicles(rows: Sequence[Row], *, context: Context, by: User, at: datetime) -> Context:
    """The sites that the user may put vehicles at."""
    return {**context, "sites": {site.code: site for site in sites_visible_to(by)}}


def check_vehicles(rows: Sequence[Row], *, context: Context) -> Iterable[RowRefusal]:
    """Unknown sites, new types without figures, vehicles that stand at another site."""
    types = set(VehicleType.objects.values_list("code", flat=True))
    known = dict(
        Vehicle.objects.filter(code__in=[row["code"] for row in rows]).values_list("code", "site__code")
    )
    for row in rows:
        if row["site"] not in context["sites"]:
            told = _("There is no site “%(code)s” that you may use.") % {"code": row["site"]}
            yield RowRefusal(row.number, "site", told, "unknown_site", row["site"])
        elif known.get(row["code"], row["site"]) != row["site"]:
            told = _("This vehicle belongs to another site.")
            yield RowRefusal(row.number, "site", told, "other_site", row["site"])
        elif row["type"] not in types:
            missing = [name for name in NEEDED if row.get(name) is None]
            types |= set() if missing else {row["type"]}
            for name in missing:
                yield RowRefusal(row.number, name, _("A new type needs this figure."), "missing")


def apply_vehicles(
    rows: Sequence[Row], *, by: User, at: datetime, source: str, context: Context, written: Written
) -> Applied:
    """Make the vehicles that are not there, change the type and plate of those that are."""
    sites: dict[str, Site] = context["sites"]
    results = {}
    for count, row in enumerate(rows, start=1):
        results[row.number] = RowResult(_bring(row, sites[row["site"]]), row["code"])
        written(count)
    return Applied.of(results)


def _bring(row: Row, site: Site) -> str:
    kind = VehicleType.objects.filter(code=row["type"]).first() or _new_type(row)
    vehicle = Vehicle.objects.filter(code=row["code"]).first()
    if vehicle is None:
        fleet.add_vehicle(site=site, vehicle_type=kind, code=row["code"], plate=row.get("plate", ""))
        return "created"
    plate = row.get("plate", vehicle.plate)
    if (vehicle.type_id, vehicle.plate) == (kind.pk, plate):
        return "unchanged"
    fleet.change_vehicle(public_id=vehicle.public_id, type=kind, plate=plate)
    return "updated"


def _new_type(row: Row) -> VehicleType:
    facts = {field: row[name] for name, field in FIGURES.items() if row.get(name) not in (None, "")}
    features = list(code_words(row.get("features") or ""))
    return fleet.add_vehicle_type(code=row["type"], name=row["type"], features=features, **facts)


def _vehicles_page(_context: Context) -> str:
    return reverse("lastmile:vehicles")


VEHICLES = ImportKind(
    name="vehicles",
    label=__("Vehicles"),
    permission="lastmile.manage_fleet",
    columns=COLUMNS,
    key=("code",),
    prepare=prepare_vehicles,
    check=check_vehicles,
    apply=apply_vehicles,
    lead=__("One row per vehicle; vehicles of one type share its figures."),
    again=__("Importing the same file again changes nothing."),
    result_url=_vehicles_page,
)
