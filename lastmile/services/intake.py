"""Taking orders in: located, a site chosen, stock promised or back-ordered, a delivery written.

One function behind every door (page, API, file, command). Look-ups come first, outside any transaction;
then one transaction writes the lot in a handful of statements, however many orders there are.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import ngettext

from accounts.models import User
from core.transactions import service
from lastmile.errors import OrdersRefusedError
from lastmile.models import Delivery
from lastmile.queries.sites import DeliveringSite, delivering_sites, free_stock
from lastmile.services._appraisal import Appraisal, World, appraise
from lastmile.services._offers import Offers
from lastmile.services._rewriting import rewrite
from lastmile.services._writing import write_new
from lastmile.services.asks import REFUSED, UNCHANGED, OrderAsk, OrderOutcome, Refusal
from lastmile.services.locating import LookUps, look_up
from lastmile.services.unplanning import locked_with_routes
from wms.models import Item, Owner

MOST_SHOWN = 1000


def import_orders(
    *,
    asks: Sequence[OrderAsk],
    source: str,
    by: User | None,
    at: datetime,
    among: Collection[int] | None = None,
    all_or_none: bool = False,
) -> list[OrderOutcome]:
    """Look everything up, then take the orders in. One outcome per asked order, in their order.

    `source` names the system that the external ids are unique in; `among` limits the sites (None: all).
    Raises OrdersRefusedError with `all_or_none` where any order is refused; then nothing is written.
    """
    look_ups = look_up_orders(asks=asks, among=among)
    return take_in_orders(
        asks=asks, look_ups=look_ups, source=source, by=by, at=at, among=among, all_or_none=all_or_none
    )


def look_up_orders(*, asks: Sequence[OrderAsk], among: Collection[int] | None = None) -> LookUps:
    """Where the orders' addresses are and how far from each site. May ask the network; writes nothing."""
    addresses = [ask.address for ask in asks if ask.address is not None and ask.address.can_be_looked_up]
    return look_up(addresses=addresses, sites=delivering_sites(among=among))


def check_orders(
    *,
    asks: Sequence[OrderAsk],
    look_ups: LookUps,
    source: str,
    at: datetime,
    among: Collection[int] | None = None,
) -> list[list[Refusal]]:
    """What is against each order, without writing anything."""
    world = _world(asks, look_ups, source, at, delivering_sites(among=among), lock=False)
    return [one.refusals for one in appraise(asks, world)]


@service
def take_in_orders(
    *,
    asks: Sequence[OrderAsk],
    look_ups: LookUps,
    source: str,
    by: User | None,
    at: datetime,
    among: Collection[int] | None = None,
    all_or_none: bool = False,
) -> list[OrderOutcome]:
    """Write new orders, amend those that changed and are not released, leave the rest alone.

    Of one source only one intake writes at a time, so the same order sent twice at once is written once.
    """
    _hold_source(source)
    world = _world(asks, look_ups, source, at, delivering_sites(among=among), lock=True)
    appraisals = appraise(asks, world)
    if all_or_none and any(one.refusals for one in appraisals):
        raise _refused(appraisals)
    new = [one for one in appraisals if not one.refusals and one.delivery is None]
    changed = [one for one in appraisals if not one.refusals and one.changes]
    outcomes = write_new(new, world, source=source, by=by) if new else {}
    outcomes |= rewrite(changed, world, by=by) if changed else {}
    return [_outcome(one, outcomes, world.sites) for one in appraisals]


def _outcome(
    one: Appraisal, written: dict[str, OrderOutcome], sites: Sequence[DeliveringSite]
) -> OrderOutcome:
    name = one.ask.external_id
    if one.refusals:
        return OrderOutcome(external_id=name, outcome=REFUSED, refusals=tuple(one.refusals))
    if name in written:
        return written[name]
    delivery = one.delivery
    if delivery is None:
        raise AssertionError("an order is refused, written or known")
    site = next(site for site in sites if site.id == delivery.order.site_id)
    return OrderOutcome(
        external_id=name,
        outcome=UNCHANGED,
        public_id=delivery.public_id,
        number=delivery.order.number,
        site=site.code,
        address_status=delivery.address.status,
    )


def _hold_source(source: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"lastmile.intake:{source}"])


def _world(
    asks: Sequence[OrderAsk],
    look_ups: LookUps,
    source: str,
    at: datetime,
    sites: Sequence[DeliveringSite],
    *,
    lock: bool,
) -> World:
    skus = {line.sku for ask in asks for line in ask.lines or ()}
    items = dict(Item.objects.active().filter(sku__in=skus).values_list("sku", "pk"))
    free = free_stock(site_ids=[site.id for site in sites], item_ids=items.values())
    return World(
        sites=sites,
        items=items,
        owners=dict(Owner.objects.values_list("code", "pk")),
        known=_known(source, [ask.external_id for ask in asks], lock=lock),
        look_ups=look_ups,
        offers=Offers(free=free, ways=look_ups.ways),
        at=at,
    )


def _known(source: str, external_ids: Sequence[str], *, lock: bool) -> dict[str, Delivery]:
    found = Delivery.objects.filter(order__source=source, order__external_id__in=external_ids)
    if lock:
        ids = list(found.values_list("pk", flat=True))
        locked_with_routes(delivery_ids=ids)
        found = Delivery.objects.filter(pk__in=ids)
    found = found.select_related("order__site", "address").prefetch_related("windows", "order__lines__item")
    return {delivery.order.external_id: delivery for delivery in found}


def _refused(appraisals: Sequence[Appraisal]) -> OrdersRefusedError:
    errors = [
        {
            "place": _place(index, refusal),
            "order": one.ask.external_id,
            "message": refusal.message,
            "code": refusal.code,
        }
        for index, one in enumerate(appraisals)
        for refusal in one.refusals
    ]
    count = sum(bool(one.refusals) for one in appraisals)
    told = ngettext(
        "%(count)d order cannot be taken; nothing was written.",
        "%(count)d orders cannot be taken; nothing was written.",
        count,
    )
    return OrdersRefusedError(told % {"count": count}, errors=errors[:MOST_SHOWN])


def _place(index: int, refusal: Refusal) -> str:
    line = f".lines[{refusal.line}]" if refusal.line is not None else ""
    return f"orders[{index}]{line}.{refusal.field}"
