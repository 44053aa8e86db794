"""What the scripts of the floor's pages judge scans by: tasks with every code that is right. Reads only.

Plain values for JSON; ids are public ids. The server judges again what the pages send.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.templatetags.static import static

from wms.models import (
    Barcode,
    HandlingUnit,
    Item,
    Parcel,
    Pick,
    PickWalk,
    Serial,
    Shipment,
    Site,
    StockBalance,
    ToteUse,
)
from wms.queries.floor import to_stage
from wms.states import HandlingUnitKind, Tracking

WHOLE = (
    "shipment__order",
    "allocation__balance__item",
    "allocation__balance__lot",
    "allocation__balance__location",
)

type Json = dict[str, Any]

MOST_TOTES = 1000


def walk_tasks(walk: PickWalk) -> Json:
    """The walk's picks in order, the totes of its shipments, and whose every other tote in use is."""
    found = Pick.objects.filter(walk=walk).select_related(*WHOLE)
    picks = list(found.order_by("sequence", "pk"))
    to_do = [pick for pick in picks if pick.left]
    codes = item_codes({pick.allocation.balance.item for pick in to_do})
    serials = _serials(pick.allocation.balance_id for pick in to_do)
    return {
        "walk": str(walk.public_id),
        "done": sum(1 for pick in picks if not pick.left),
        "all": len(picks),
        "tasks": [_task(pick, codes, serials) for pick in to_do],
        "totes": totes_in_use(walk.wave.site),
        "free": free_totes(walk.wave.site),
    }


def item_codes(items: Collection[Item]) -> dict[int, dict[str, int]]:
    """Every code of the items, and how many base units one scan of it stands for."""
    codes: dict[int, dict[str, int]] = {item.pk: {item.sku: 1} for item in items}
    for barcode in Barcode.objects.filter(item__in=codes).select_related("pack"):
        codes[barcode.item_id][barcode.code] = barcode.pack.quantity if barcode.pack else 1
    return codes


def totes_in_use(site: Site) -> dict[str, Json]:
    """Which order every tote of the site is used for."""
    uses = ToteUse.objects.filter(freed_at=None, tote__site=site).select_related("tote", "shipment__order")
    return {
        use.tote.sscc: {"shipment": str(use.shipment.public_id), "order": use.shipment.order.number}
        for use in uses
    }


def free_totes(site: Site) -> list[str]:
    """Totes that nobody uses: so that one may type the last signs of a label that does not scan."""
    used = ToteUse.objects.filter(freed_at=None).values("tote")
    free = HandlingUnit.objects.filter(site=site, kind=HandlingUnitKind.TOTE).exclude(pk__in=used)
    return list(free.order_by("sscc").values_list("sscc", flat=True)[:MOST_TOTES])


def bench(shipment: Shipment) -> Json:
    """What of a shipment lies in which tote, and its cartons."""
    totes = list(ToteUse.objects.filter(shipment=shipment, freed_at=None).select_related("tote"))
    held = StockBalance.objects.there().filter(handling_unit__in=[use.tote_id for use in totes])
    balances = list(held.select_related("item", "lot").order_by("item__sku", "pk"))
    codes = item_codes({balance.item for balance in balances})
    serials = _serials(balance.pk for balance in balances)
    parcels = Parcel.objects.filter(shipment=shipment).select_related("handling_unit", "carton_type")
    return {
        "shipment": str(shipment.public_id),
        "order": shipment.order.number,
        "totes": {use.tote.sscc: _in_tote(use.tote_id, balances, codes, serials) for use in totes},
        "in_use": totes_in_use(shipment.order.site),
        "parcels": [_parcel(parcel) for parcel in parcels.order_by("number")],
    }


def staging_tasks(site: Site) -> Json:
    """Parcels that are to be put into lanes, by SSCC."""
    parcels = list(to_stage(site))
    ranks: dict[int, list[int]] = defaultdict(list)
    for parcel in parcels:
        place = getattr(parcel.shipment, "wave_place", None)
        if place:
            ranks[place.wave_id].append(place.stage_rank)
    return {
        "site": str(site.public_id),
        "parcels": {p.handling_unit.sscc: _to_lane(p, ranks) for p in parcels},
    }


def _task(pick: Pick, codes: dict[int, dict[str, int]], serials: dict[int, list[str]]) -> Json:
    balance = pick.allocation.balance
    return {
        "id": str(pick.public_id),
        "bin": balance.location.code,
        "aisle": balance.location.aisle,
        "shipment": str(pick.shipment.public_id),
        "order": pick.shipment.order.number,
        "left": pick.left,
        "serials": serials[balance.pk] if balance.item.tracking == Tracking.SERIAL else None,
        **_item(balance, codes),
    }


def _item(balance: StockBalance, codes: dict[int, dict[str, int]]) -> Json:
    lot = balance.lot
    return {
        "sku": balance.item.sku,
        "name": balance.item.name,
        "picture": static(balance.item.picture) if balance.item.picture else "",
        "lot": lot.code if lot else "",
        "expires": lot.expires_on.isoformat() if lot and lot.expires_on else "",
        "codes": codes[balance.item_id] | ({lot.code: 1} if lot else {}),
    }


def _in_tote(
    tote: int,
    balances: Iterable[StockBalance],
    codes: dict[int, dict[str, int]],
    serials: dict[int, list[str]],
) -> list[Json]:
    return [
        {
            "left": balance.on_hand,
            "serials": serials[balance.pk] if balance.item.tracking == Tracking.SERIAL else None,
            **_item(balance, codes),
        }
        for balance in balances
        if balance.handling_unit_id == tote
    ]


def _parcel(parcel: Parcel) -> Json:
    return {
        "id": str(parcel.public_id),
        "number": parcel.number,
        "sscc": parcel.handling_unit.sscc,
        "closed": parcel.packed_at is not None,
        "carton": parcel.carton_type.name if parcel.carton_type else "",
        "weight_g": parcel.weight_g,
    }


def _to_lane(parcel: Parcel, ranks: dict[int, list[int]]) -> Json:
    place = getattr(parcel.shipment, "wave_place", None)
    lane = place.wave.lane if place else None
    return {
        "order": parcel.shipment.order.number,
        "group": place.wave.group if place else "",
        "lane": lane.code if lane else "",
        "discipline": lane.get_discipline_display() if lane else "",
        "number": parcel.number,
        "of": parcel.shipment.units,
        "rank": place.stage_rank if place else 0,
        "before": sum(1 for rank in set(ranks[place.wave_id]) if rank < place.stage_rank) if place else 0,
    }


def _serials(balances: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Serial.objects.filter(balance__in=list(balances)).order_by("number")
    for balance, number in rows.values_list("balance_id", "number"):
        found[balance].append(number)
    return found
