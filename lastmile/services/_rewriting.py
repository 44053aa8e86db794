"""Amending orders that are not released yet. Steps of the intake; routes and deliveries are locked."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from core.public_events import Happening, record
from lastmile.models import Address, Delivery, DeliveryWindow
from lastmile.services import _warehouse
from lastmile.services._address_book import ensure_addresses
from lastmile.services._appraisal import Appraisal, World
from lastmile.services._changes import (
    LISTS,
    PLAIN,
    PLAN_RELEVANT,
    moments_asked,
    moments_known,
    windows_known,
)
from lastmile.services.asks import UPDATED, OrderOutcome, Shortage
from lastmile.services.unplanning import take_off_routes
from lastmile.states import DeliveryStatus

SAVED = [*PLAIN, *LISTS, "address", "promised_from", "promised_until", "updated_at"]


def rewrite(changed: Sequence[Appraisal], world: World, *, by: User | None) -> dict[str, OrderOutcome]:
    """Write all changes at once; their outcomes by external id. What no longer fits its route leaves it."""
    _leave_routes(changed, world.at, by)
    addresses = ensure_addresses(
        [
            (one.ask.address, world.site_of(_delivery(one).order.site_id).road_limit_metres)
            for one in changed
            if one.ask.address is not None and "address" in one.changes
        ],
        world.look_ups,
    )
    told = [one for one in changed if one.changes & {"lines", "priority"}]
    shortages = _warehouse.amend(told, world, by=by)
    moved = [one for one in changed if one.changes & {"windows", "deliver_on"}]
    windows = {one.ask.external_id: _moments(one, world) for one in moved}
    for one in changed:
        _set(one, addresses, windows.get(one.ask.external_id), world.at)
    deliveries = [_delivery(one) for one in changed]
    Delivery.objects.bulk_update(deliveries, SAVED, batch_size=200)
    _rewrite_windows(moved, windows)
    record([_happening(one) for one in changed], at=world.at, by=by)
    return {
        one.ask.external_id: _outcome(one, world, shortages.get(one.ask.external_id, ())) for one in changed
    }


def _delivery(one: Appraisal) -> Delivery:
    if one.delivery is None:
        raise AssertionError("only a known order is amended")
    return one.delivery


def _leave_routes(changed: Sequence[Appraisal], at: datetime, by: User | None) -> None:
    leaving = [
        _delivery(one)
        for one in changed
        if one.changes & PLAN_RELEVANT and _delivery(one).status == DeliveryStatus.PLANNED
    ]
    if leaving:
        take_off_routes(delivery_ids=[delivery.pk for delivery in leaving], by=by, at=at, note="amended")
    for delivery in leaving:
        delivery.status = DeliveryStatus.PENDING


def _moments(one: Appraisal, world: World) -> list[tuple[datetime, datetime]]:
    """The new windows as moments; those that nothing was said about move along to the new day."""
    delivery = _delivery(one)
    site = world.site_of(delivery.order.site_id)
    if one.ask.windows is not None:
        return moments_asked(one.ask, delivery.deliver_on, site)
    day = one.ask.deliver_on or delivery.deliver_on
    return sorted(window.on(day, site.zone) for window in windows_known(delivery, site))


def _set(
    one: Appraisal,
    addresses: dict[str, Address],
    moments: list[tuple[datetime, datetime]] | None,
    at: datetime,
) -> None:
    delivery = _delivery(one)
    for name in PLAIN:
        if name in one.changes:
            setattr(delivery, name, getattr(one.ask, name))
    for name in LISTS:
        if name in one.changes:
            setattr(delivery, name, sorted(getattr(one.ask, name)))
    if one.ask.address is not None and "address" in one.changes:
        delivery.address = addresses[one.ask.address.match_key]
    if moments is not None:
        single = moments[0] if len(moments) == 1 else (None, None)
        delivery.promised_from, delivery.promised_until = single
    delivery.updated_at = at


def _rewrite_windows(moved: Sequence[Appraisal], windows: dict[str, list[tuple[datetime, datetime]]]) -> None:
    stale = [one for one in moved if windows[one.ask.external_id] != moments_known(_delivery(one))]
    if not stale:
        return
    DeliveryWindow.objects.filter(delivery__in=[_delivery(one) for one in stale]).delete()
    DeliveryWindow.objects.bulk_create(
        DeliveryWindow(delivery=_delivery(one), opens=opens, closes=closes)
        for one in stale
        for opens, closes in windows[one.ask.external_id]
    )


def _happening(one: Appraisal) -> Happening:
    delivery = _delivery(one)
    return Happening(
        type="delivery.amended",
        subject_type="delivery",
        subject_id=delivery.public_id,
        scope=delivery.order.site.code,
        facts={"address": delivery.address.status},
        changed=sorted(one.changes),
    )


def _outcome(one: Appraisal, world: World, shortages: Sequence[Shortage]) -> OrderOutcome:
    delivery = _delivery(one)
    return OrderOutcome(
        external_id=one.ask.external_id,
        outcome=UPDATED,
        public_id=delivery.public_id,
        number=delivery.order.number,
        site=world.site_of(delivery.order.site_id).code,
        address_status=delivery.address.status,
        shortages=shortages,
    )
