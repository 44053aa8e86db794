"""Picks out of claims, and the walks that pass them. Steps of services that hold the shipments."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Max, QuerySet

from wms.engine.sharing import first_part
from wms.engine.walking import Load, Spot, fill_carts, s_shape, totes_needed
from wms.models import Allocation, Pick, PickWalk, Shipment, Site, Wave
from wms.states import AllocationStatus, ShipmentStatus

type Claims = Mapping[int, list[Allocation]]
"""What is to be picked, by shipment."""


def claims_of(shipment: Shipment, *, taken: Collection[int] = ()) -> list[Allocation]:
    """The open claims of the order that go with this shipment and have no pick yet.

    A shipment that is one of several takes its part by weight, the last one the rest; a claim that lies on
    the border is cut in two. `taken` are claims that were given to others and have no picks yet.
    """
    claims = list(_unpicked(shipment.order_id).exclude(pk__in=taken))
    others = Shipment.objects.filter(order=shipment.order_id, status=ShipmentStatus.PLANNED)
    rest = sum(max(1, other.weight_g) for other in others.exclude(pk=shipment.pk))
    mine = max(1, shipment.weight_g)
    sizes = [(claim.quantity, claim.balance.item.weight_g or 0) for claim in claims]
    parts = first_part(sizes, share=mine, of=mine + rest)
    return [_cut(claim, part) for claim, part in zip(claims, parts, strict=True) if part]


def make_walks(wave: Wave, claims: Claims, ranks: Mapping[int, int]) -> None:
    """Share the shipments over carts, and write a walk with its picks for each. `ranks` are pick ranks."""
    loads = [_load(wave.site, shipment, mine, ranks[shipment]) for shipment, mine in claims.items() if mine]
    carts = fill_carts(loads, cart_totes=wave.site.cart_totes)
    for cart in carts:
        add_picks(_next_walk(wave), {shipment: claims[shipment] for shipment in cart})


def move_picks(wave: Wave, shipment_ids: Collection[int]) -> None:
    """Shipments that were in another wave before: what is still to be picked becomes a walk of this one."""
    moved = Pick.objects.filter(shipment__in=shipment_ids).exclude(wave=wave)
    to_do = list(moved.to_do().values_list("pk", flat=True))
    if to_do:
        walk = _next_walk(wave)
        Pick.objects.filter(pk__in=to_do).update(walk=walk)
        _put_in_order(walk)
    moved.update(wave=wave)


def add_picks(walk: PickWalk, claims: Claims) -> None:
    """More picks for a walk; all that are still to do are put in order again."""
    Pick.objects.bulk_create(
        Pick(
            wave_id=walk.wave_id, walk=walk, shipment_id=shipment, allocation=claim,
            quantity=claim.quantity, sequence=0,
        )
        for shipment, mine in claims.items()
        for claim in mine
    )  # fmt: skip
    _put_in_order(walk)


def _next_walk(wave: Wave) -> PickWalk:
    last = PickWalk.objects.filter(wave=wave).aggregate(last=Max("number"))["last"] or 0
    return PickWalk.objects.create(wave=wave, number=last + 1)


def _put_in_order(walk: PickWalk) -> None:
    picks = Pick.objects.to_do().filter(walk=walk).select_related("allocation__balance__location")
    by_id = {pick.pk: pick for pick in picks}
    spots = {pk: _spot(pick.allocation) for pk, pick in by_id.items()}
    done = Pick.objects.filter(walk=walk).exclude(pk__in=by_id).aggregate(last=Max("sequence"))["last"] or 0
    for sequence, pk in enumerate(s_shape(spots), start=done + 1):
        by_id[pk].sequence = sequence
    Pick.objects.bulk_update(by_id.values(), ["sequence"])


def _spot(claim: Allocation) -> Spot:
    place = claim.balance.location
    return Spot(place.aisle, place.pick_sequence, place.code)


def _load(site: Site, shipment: int, claims: Sequence[Allocation], rank: int) -> Load:
    weight, volume = _measure(claims)
    totes = totes_needed(
        weight_g=weight,
        volume_ml=volume,
        tote_weight_g=site.tote_weight_g,
        tote_volume_ml=site.tote_volume_ml,
    )
    return Load(shipment, totes, frozenset(claim.balance.location.aisle for claim in claims), rank)


def _measure(claims: Iterable[Allocation]) -> tuple[int, int]:
    weight = volume = 0
    for claim in claims:
        weight += claim.quantity * (claim.balance.item.weight_g or 0)
        volume += claim.quantity * (claim.balance.item.volume_ml or 0)
    return weight, volume


def _unpicked(order_id: int) -> QuerySet[Allocation]:
    mine = Allocation.objects.filter(
        line__order=order_id, status=AllocationStatus.OPEN, pick__isnull=True
    ).select_related("balance__item", "balance__location")
    return mine.order_by("line__number", "pk")


def _cut(claim: Allocation, part: int) -> Allocation:
    """The claim, or its first part as it stands, while the rest becomes a claim of its own."""
    rest = claim.quantity - part
    if rest:
        Allocation.objects.create(balance=claim.balance, line_id=claim.line_id, quantity=rest)
        claim.quantity = part
        claim.save(update_fields=["quantity"])
    return claim
