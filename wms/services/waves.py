"""Releasing to the floor: what leaves together becomes a wave, its claims become picks on walks."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import User
from core import events
from core.errors import BadInputError
from core.transactions import service
from wms.errors import OrderUnderwayError
from wms.events import WavesReleased
from wms.models import Allocation, Location, OutboundOrder, Shipment, Site, Wave, WaveShipment
from wms.services import _floor, _walks, allocating, releasing
from wms.states import LocationKind, OrderStatus, ShipmentStatus

ON_THE_FLOOR = (ShipmentStatus.PLANNED, ShipmentStatus.PICKING, ShipmentStatus.PACKED)
NEXT_NUMBER = "SELECT nextval('wms_wave_number')"


@dataclass(frozen=True, kw_only=True, slots=True)
class StagePlan:
    """When and where a shipment must stand ready. `stage_rank` 1 is put into the lane first: the lane's
    discipline is worked in by who plans the load. `group` is what people call the departure."""

    shipment_id: int
    group: str
    stage_by: datetime
    stage_rank: int
    lane: Location | None = None
    pick_rank: int = 0


@dataclass(slots=True)
class Release:
    """What was released: the waves, and what no bin could be claimed for, per order line."""

    waves: list[Wave] = field(default_factory=list)
    short: dict[int, int] = field(default_factory=dict)


@service
def release_wave(
    *, site: Site, shipments: Sequence[StagePlan], by: User | None, at: datetime, on: date
) -> Release:
    """Let the floor pick shipments: bins are claimed, picks and walks written, one wave per group.

    A shipment that was released before only takes its new place: another group, lane or rank. `on` is the day
    of delivery. Raises BadInputError for a place or shipment of another site, OrderUnderwayError for one that
    stands in a lane already, IllegalMoveError for an order that cannot be released.
    """
    plans = {plan.shipment_id: plan for plan in shipments}
    order_ids = sorted(Shipment.objects.filter(pk__in=plans).values_list("order_id", flat=True).distinct())
    orders = {
        o.pk: o
        for o in OutboundOrder.objects.select_related("site", "owner").filter(pk__in=order_ids).locked()
    }
    held = list(Shipment.objects.filter(pk__in=plans).locked())
    for shipment in held:
        shipment.order = orders[shipment.order_id]
    _check(site, plans, held)
    fresh = [shipment for shipment in held if shipment.status == ShipmentStatus.PLANNED]
    release = Release(short=_claim(fresh, by=by, at=at, on=on))
    by_group: dict[str, list[Shipment]] = defaultdict(list)
    for shipment in held:
        by_group[plans[shipment.pk].group].append(shipment)
    for group, mine in sorted(by_group.items()):
        release.waves.append(_wave(site, group, mine, plans, by=by, at=at, on=on))
    for shipment in fresh:
        public = _floor.of_shipment("picking", shipment, changed=["status"], group=plans[shipment.pk].group)
        _floor.tell(shipment, [public], at=at, by=by)
    if release.waves:
        events.publish(
            WavesReleased(wave_ids=tuple(w.pk for w in release.waves), shipment_ids=tuple(s.pk for s in held))
        )
    return release


def _check(site: Site, plans: Mapping[int, StagePlan], held: Sequence[Shipment]) -> None:
    if len(held) != len(plans):
        raise BadInputError(_("There is no such shipment."), place="shipments")
    for plan in plans.values():
        if plan.lane and (plan.lane.site_id != site.pk or plan.lane.kind != LocationKind.LANE):
            told = _("%(lane)s is not a lane of %(site)s.") % {"lane": plan.lane, "site": site}
            raise BadInputError(told, place="lane")
    for shipment in held:
        if shipment.order.site_id != site.pk:
            raise BadInputError(
                _("Order %(order)s is of another site.") % {"order": shipment.order}, place="shipments"
            )
        if shipment.status not in ON_THE_FLOOR:
            told = _("Order %(order)s is %(status)s and cannot be released to the floor.") % {
                "order": shipment.order,
                "status": shipment.get_status_display(),
            }
            raise OrderUnderwayError(told, order=shipment.order.number)


def _claim(fresh: Sequence[Shipment], *, by: User | None, at: datetime, on: date) -> dict[int, int]:
    """Bins for what has none yet: orders are released with their first shipment, the rest catches up."""
    orders = {shipment.order_id: shipment.order for shipment in fresh}
    first = [pk for pk, order in orders.items() if order.status != OrderStatus.RELEASED]
    later = [pk for pk in orders if pk not in first]
    short = releasing.release(order_ids=first, by=by, at=at, on=on) if first else {}
    if later:
        short |= allocating.allocate_orders(order_ids=later, on=on, at=at)
    return short


def _wave(
    site: Site,
    group: str,
    mine: Sequence[Shipment],
    plans: Mapping[int, StagePlan],
    *,
    by: User | None,
    at: datetime,
    on: date,
) -> Wave:
    first = plans[mine[0].pk]
    stage_by = min(plans[shipment.pk].stage_by for shipment in mine)
    wave = Wave.objects.under_way().filter(site=site, group=group, deliver_on=on).locked().last()
    if wave is None:
        wave = Wave(site=site, code=_next_code(), group=group, deliver_on=on, released_at=at, released_by=by)
    wave.lane, wave.stage_by = first.lane, stage_by
    wave.save()
    claims = _claims(mine)
    left = _take_places(wave, mine, plans)
    _walks.move_picks(wave, [shipment.pk for shipment in mine])
    _walks.make_walks(wave, claims, {pk: plans[pk].pick_rank for pk in claims})
    _floor.refresh({wave.pk, *left}, at=at)
    return wave


def _claims(mine: Sequence[Shipment]) -> dict[int, list[Allocation]]:
    claims: dict[int, list[Allocation]] = {}
    taken: set[int] = set()
    for shipment in mine:
        if _becomes_picking(shipment):
            claims[shipment.pk] = _walks.claims_of(shipment, taken=taken)
            taken |= {claim.pk for claim in claims[shipment.pk]}
    return claims


def _becomes_picking(shipment: Shipment) -> bool:
    """Whether it was waiting for its release; it is being picked from now on."""
    if shipment.status != ShipmentStatus.PLANNED:
        return False
    shipment.become(ShipmentStatus.PICKING)
    shipment.save(update_fields=["status", "updated_at"])
    return True


def _take_places(wave: Wave, mine: Sequence[Shipment], plans: Mapping[int, StagePlan]) -> set[int]:
    """Give the shipments their places in the wave; returns the waves that some of them left."""
    ids = [shipment.pk for shipment in mine]
    left = set(WaveShipment.objects.filter(shipment__in=ids).values_list("wave_id", flat=True)) - {wave.pk}
    WaveShipment.objects.bulk_create(
        [
            WaveShipment(
                wave=wave,
                shipment_id=pk,
                pick_rank=plans[pk].pick_rank,
                stage_rank=plans[pk].stage_rank,
            )
            for pk in ids
        ],
        update_conflicts=True,
        unique_fields=["shipment"],
        update_fields=["wave", "pick_rank", "stage_rank"],
    )
    return left


def _next_code() -> str:
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER)
        return f"W-{int(cursor.fetchone()[0]):05d}"
