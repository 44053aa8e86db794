"""Vans that are back for tests: what failed at the door stands on them, and a shelf and a lane wait."""

from dataclasses import dataclass

from core.public_ids import uuid7
from lastmile.services import returning_routes
from lastmile.services.delivering import LineResult, deliver, fail
from lastmile.states import FailureReason
from returns.models import ReturnUnit
from returns.services import receiving
from returns.services.receiving import Received, Scan
from tests.lastmile.doors import ENOUGH, Road, act, on_the_road
from wms.models import HandlingUnit, Location, PromiseBucket, StockBalance, StockTransaction
from wms.services import places
from wms.states import Discipline, LocationKind, StockStatus


@dataclass
class Back:
    """A van that is back with everything that it left with."""

    road: Road

    @property
    def site(self):
        """Where it is back."""
        return self.road.site

    @property
    def route(self):
        """As it stands now."""
        self.road.route.refresh_from_db()
        return self.road.route

    def delivery(self, number: int = 1):
        """The n-th delivery as it stands now."""
        one = self.road.deliveries[number - 1]
        one.refresh_from_db()
        return one

    def parcel(self, number: int = 1) -> HandlingUnit:
        """The parcel of the n-th delivery."""
        found = HandlingUnit.objects.filter(pk__in=self.road.task(number).load_units.values("handling_unit"))
        return found.select_related("location", "site").get()

    def receive(
        self, code: str = "", *, number: int = 1, minutes: float = 90, command=None, **facts
    ) -> Received:
        """Scan the n-th parcel, or a code, at the dock."""
        scan = Scan(code=code or self.parcel(number).sscc, **facts)
        return receiving.receive(site=self.site, scan=scan, act=told(minutes, command))

    def at_the_dock(self) -> dict[str, int]:
        """Pieces at the returns dock by status."""
        dock = places.returns_dock(site_id=self.site.pk)
        rows = StockBalance.objects.there().filter(location=dock)
        return {StockStatus(row.status).name: row.on_hand for row in rows}


def told(minutes: float = 90, command=None, by=None):
    """An act at the dock, so many minutes after nine."""
    return act(minutes, device="scanner", command_id=command or uuid7(), by=by)


def back(*quantities: tuple[int, ...], reason=FailureReason.REFUSED, finish: bool = True, **facts) -> Back:
    """A route whose every delivery failed for the reason, and which is back unless it should not be."""
    road = on_the_road(*quantities, **facts)
    Location.objects.get_or_create(
        site=road.site, code="LANE-9", kind=LocationKind.LANE, discipline=Discipline.DRIVE_THROUGH
    )
    for number in range(1, len(quantities) + 1):
        fail(task=road.task(number), act=act(number), reason=reason, evidence=ENOUGH)
    if finish:
        returning_routes.finish_route(route=road.route, act=act(60))
    return Back(road)


def partly(back_of: int = 3, *parts: tuple[str, int], finish: bool = True, **facts) -> Back:
    """One delivery of so many pieces; the rest of `parts` (result, pieces) was handed over."""
    road = on_the_road((back_of,), **facts)
    kept = back_of - sum(quantity for _result, quantity in parts)
    lines = [LineResult(number=1, result="DELIVERED", quantity=kept)]
    lines += [LineResult(number=1, result=result, quantity=quantity) for result, quantity in parts]
    deliver(task=road.task(), act=act(), evidence=ENOUGH, lines=lines)
    if finish:
        returning_routes.finish_route(route=road.route, act=act(60))
    return Back(road)


def only_unit() -> ReturnUnit:
    """The one unit that there is."""
    return ReturnUnit.objects.select_related("return_order").get()


def free_to_promise(unit: ReturnUnit) -> int:
    """How much of the unit's item may be promised to somebody."""
    bucket = PromiseBucket.objects.get(item=unit.item)
    return bucket.capacity - bucket.promised


def kinds() -> list[str]:
    """The postings since the van left, in order."""
    rows = StockTransaction.objects.exclude(kind__in=("RECEIPT", "LOAD")).order_by("posted_at", "pk")
    return list(rows.values_list("kind", flat=True))
