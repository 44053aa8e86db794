"""What there is to do on the floor of a site. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum

from wms.models import CountRequest, Parcel, Pick, PickWalk, PrintJob, Shipment, Site, Wave
from wms.states import PickStatus, PrintStatus, ShipmentStatus

MOST_WAVES = 60
MOST_ROWS = 200


@dataclass(slots=True)
class WaveCard:
    """A wave on the floor's first page: how far it is, and who walks."""

    wave: Wave
    picks: int = 0
    done: int = 0
    short: int = 0
    shipments: int = 0
    packed: int = 0
    staged: int = 0
    walks_free: int = 0
    walkers: list[str] = field(default_factory=list)
    is_mine: bool = False
    is_late: bool = False

    @property
    def can_be_picked(self) -> bool:
        """Whether there is a walk for the person who looks."""
        return self.is_mine or self.walks_free > 0


@dataclass(frozen=True, slots=True)
class Floor:
    """Everything on the floor's first page."""

    waves: list[WaveCard]
    to_pack: int
    to_stage: int
    to_put_back: int
    to_count: int
    labels_failed: int

    @property
    def to_pick(self) -> int:
        """Picks that are still to do."""
        return sum(card.picks - card.done for card in self.waves)


def floor_of(site: Site, *, person: int, at: datetime) -> Floor:
    """The floor as it is now, what must leave first on top."""
    return Floor(
        waves=wave_cards(site, person=person, at=at),
        to_pack=to_pack(site).count(),
        to_stage=to_stage(site).count(),
        to_put_back=_to_put_back(site),
        to_count=CountRequest.objects.to_count().filter(location__site=site).count(),
        labels_failed=PrintJob.objects.filter(printer__site=site, status=PrintStatus.FAILED).count(),
    )


def wave_cards(site: Site, *, person: int, at: datetime) -> list[WaveCard]:
    """Waves that are not staged yet, by the time at which they must be. Four statements for any number."""
    found = Wave.objects.under_way().filter(site=site).select_related("lane", "site")
    waves = list(found.order_by("stage_by", "pk")[:MOST_WAVES])
    cards = {wave.pk: WaveCard(wave, is_late=wave.stage_by < at) for wave in waves}
    _count_picks(cards)
    _count_shipments(cards)
    _find_walkers(cards, person)
    return list(cards.values())


def to_pack(site: Site) -> QuerySet[Shipment]:
    """Shipments with something in a tote, those that are picked in full first."""
    open_picks = Pick.objects.to_do().filter(shipment=OuterRef("pk"))
    found = Shipment.objects.filter(order__site=site, status=ShipmentStatus.PICKING)
    found = found.filter(Exists(Pick.objects.filter(shipment=OuterRef("pk"), picked__gt=0)))
    ordered = found.order_by(Exists(open_picks), "wave_place__wave__stage_by", "wave_place__stage_rank", "pk")
    return ordered.annotate(is_open=Exists(open_picks)).select_related("order", "wave_place__wave__lane")


def to_stage(site: Site) -> QuerySet[Parcel]:
    """Closed parcels that are not in a lane yet, in the order in which lanes want them."""
    found = Parcel.objects.closed().filter(shipment__order__site=site, shipment__status=ShipmentStatus.PACKED)
    found = found.exclude(handling_unit__location__kind="LANE")
    related = ("handling_unit", "shipment__order", "shipment__wave_place__wave__lane")
    return found.select_related(*related).order_by(
        "shipment__wave_place__wave__stage_by",
        F("shipment__wave_place__stage_rank").asc(nulls_last=True),
        "shipment",
        "number",
    )


def _count_picks(cards: dict[int, WaveCard]) -> None:
    counted = (
        Pick.objects.filter(wave__in=cards).exclude(status=PickStatus.CANCELLED).values("wave").order_by()
    )
    for row in counted.annotate(
        all=Count("pk"),
        open=Count("pk", filter=Q(status=PickStatus.OPEN)),
        short=Count("pk", filter=Q(status=PickStatus.SHORT)),
    ):
        card = cards[row["wave"]]
        card.picks, card.done, card.short = row["all"], row["all"] - row["open"], row["short"]


def _count_shipments(cards: dict[int, WaveCard]) -> None:
    shipments = Shipment.objects.filter(wave_place__wave__in=cards).exclude(status=ShipmentStatus.CANCELLED)
    staged = Q(status__in=[ShipmentStatus.STAGED, ShipmentStatus.LOADED, ShipmentStatus.ISSUED])
    for row in (
        shipments.values("wave_place__wave")
        .order_by()
        .annotate(
            all=Count("pk"),
            packed=Count("pk", filter=staged | Q(status=ShipmentStatus.PACKED)),
            staged=Count("pk", filter=staged),
        )
    ):
        card = cards[row["wave_place__wave"]]
        card.shipments, card.packed, card.staged = row["all"], row["packed"], row["staged"]


def _find_walkers(cards: dict[int, WaveCard], person: int) -> None:
    open_picks = Pick.objects.to_do().filter(walk=OuterRef("pk"))
    walks = PickWalk.objects.filter(Exists(open_picks), wave__in=cards, finished_at=None)
    for walk in walks.select_related("picker").order_by("number"):
        card = cards[walk.wave_id]
        if walk.picker_id == person:
            card.is_mine = True
        elif walk.picker is None:
            card.walks_free += 1
        else:
            card.walkers.append(str(walk.picker))


def _to_put_back(site: Site) -> int:
    """Shipments that were cancelled while something of them lay in a tote or parcel."""
    cancelled = Shipment.objects.filter(order__site=site, status=ShipmentStatus.CANCELLED)
    in_totes = Q(totes__freed_at__isnull=True, totes__tote__balances__on_hand__gt=0)
    in_parcels = Q(parcels__handling_unit__balances__on_hand__gt=0)
    return cancelled.filter(in_totes | in_parcels).distinct().count()


def pieces_left(shipments: Iterable[Shipment]) -> dict[int, int]:
    """How many base units lie in totes, per shipment."""
    ids = [shipment.pk for shipment in shipments]
    picked = dict(
        Pick.objects.filter(shipment__in=ids).values_list("shipment").order_by().annotate(n=Sum("picked"))
    )
    packed = dict(
        Shipment.objects.filter(pk__in=ids)
        .values_list("pk")
        .order_by()
        .annotate(n=Sum("parcels__lines__quantity"))
    )
    return {pk: (picked.get(pk) or 0) - (packed.get(pk) or 0) for pk in ids}
