"""Writing new orders: addresses, then order, shipment, promise (wms), then deliveries. Intake's steps."""

from collections.abc import Sequence

from accounts.models import User
from core.public_events import Happening, record
from lastmile.models import Address, Delivery, DeliveryWindow
from lastmile.queries.sites import DeliveringSite
from lastmile.services import _warehouse
from lastmile.services._address_book import ensure_addresses
from lastmile.services._appraisal import Appraisal, World
from lastmile.services._changes import moments_asked
from lastmile.services._warehouse import Accepted
from lastmile.services.asks import CREATED, AddressAsk, OrderAsk, OrderOutcome


def write_new(
    new: Sequence[Appraisal], world: World, *, source: str, by: User | None
) -> dict[str, OrderOutcome]:
    """Write all new orders at once; their outcomes by external id."""
    addresses = ensure_addresses(
        [(_address_of(one.ask), _site(one, world).road_limit_metres) for one in new], world.look_ups
    )
    accepted = _warehouse.accept(new, world, source=source, by=by)
    deliveries = [
        _delivery(one, accepted[one.ask.external_id], addresses[_address_of(one.ask).match_key], world)
        for one in new
    ]
    Delivery.objects.bulk_create(deliveries, batch_size=500)
    DeliveryWindow.objects.bulk_create(
        [
            DeliveryWindow(delivery=delivery, opens=opens, closes=closes)
            for one, delivery in zip(new, deliveries, strict=True)
            for opens, closes in moments_asked(one.ask, delivery.deliver_on, _site(one, world))
        ],
        batch_size=1000,
    )
    outcomes = {
        one.ask.external_id: _outcome(one, delivery, accepted[one.ask.external_id], world)
        for one, delivery in zip(new, deliveries, strict=True)
    }
    record(
        [
            _happening(delivery, outcomes[one.ask.external_id], source)
            for one, delivery in zip(new, deliveries, strict=True)
        ],
        at=world.at,
        by=by,
    )
    return outcomes


def _address_of(ask: OrderAsk) -> AddressAsk:
    if ask.address is None:
        raise AssertionError("a new order without an address was refused before")
    return ask.address


def _site(one: Appraisal, world: World) -> DeliveringSite:
    if one.chosen is None:
        raise AssertionError("a new order without a site was refused before")
    return world.site_of(one.chosen.site_id)


def _delivery(one: Appraisal, accepted: Accepted, address: Address, world: World) -> Delivery:
    ask, chosen, site = one.ask, one.chosen, _site(one, world)
    if ask.deliver_on is None or chosen is None:
        raise AssertionError("a new order without a day was refused before")
    moments = moments_asked(ask, ask.deliver_on, site)
    promised = moments[0] if len(moments) == 1 else (None, None)
    return Delivery(
        order_id=accepted.order_id,
        shipment_id=accepted.shipment_id,
        address=address,
        recipient_name=ask.recipient_name or "",
        recipient_phone=ask.recipient_phone or "",
        recipient_email=ask.recipient_email or "",
        deliver_on=ask.deliver_on,
        promised_from=promised[0],
        promised_until=promised[1],
        service_seconds=site.service_seconds if ask.service_seconds is None else ask.service_seconds,
        instructions=ask.instructions or "",
        skills=sorted(ask.skills or ()),
        features=sorted(ask.features or ()),
        priority=ask.priority or 0,
        site_choice=chosen.reason,
        site_metres=chosen.metres,
        site_metres_estimated=chosen.is_estimated,
    )


def _outcome(one: Appraisal, delivery: Delivery, accepted: Accepted, world: World) -> OrderOutcome:
    return OrderOutcome(
        external_id=one.ask.external_id,
        outcome=CREATED,
        public_id=delivery.public_id,
        number=accepted.number,
        site=_site(one, world).code,
        address_status=delivery.address.status,
        shortages=accepted.shortages,
    )


def _happening(delivery: Delivery, outcome: OrderOutcome, source: str) -> Happening:
    return Happening(
        type="delivery.accepted",
        subject_type="delivery",
        subject_id=delivery.public_id,
        scope=outcome.site,
        facts={
            "order": outcome.number,
            "source": source,
            "external_id": outcome.external_id,
            "site": outcome.site,
            "site_choice": delivery.site_choice,
            "site_metres": delivery.site_metres,
            "site_metres_estimated": delivery.site_metres_estimated,
            "address": delivery.address.status,
            "address_check": delivery.address.check_reason,
            "back_ordered": [
                {"sku": short.sku, "quantity": short.quantity, "reason": short.reason}
                for short in outcome.shortages
            ],
        },
    )
