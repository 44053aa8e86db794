"""What each asked order would mean: new, a change, the same again, or refused. Reads; never writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from lastmile.models import Delivery
from lastmile.queries.sites import DeliveringSite
from lastmile.services._changes import changes_of
from lastmile.services._offers import Offers
from lastmile.services._order_checks import refusals_of_day, refusals_of_values
from lastmile.services._site_choice import Chosen, choose
from lastmile.services.asks import OrderAsk, Refusal
from lastmile.services.locating import Located, LookUps
from lastmile.states import AddressLevel, DeliveryStatus
from wms.states import OrderStatus

AMENDABLE = {DeliveryStatus.PENDING, DeliveryStatus.PLANNED}


@dataclass(frozen=True, kw_only=True)
class World:
    """What is known while orders are appraised: sites, items, owners, look-ups, and the orders there are."""

    sites: Sequence[DeliveringSite]
    items: Mapping[str, int]
    owners: Mapping[str, int]
    known: Mapping[str, Delivery]
    look_ups: LookUps
    offers: Offers
    at: datetime

    def site_of(self, site_id: int) -> DeliveringSite:
        """The site with this key."""
        return next(site for site in self.sites if site.id == site_id)


@dataclass(kw_only=True, slots=True)
class Appraisal:
    """One asked order and what it would mean. `delivery` is None for a new one."""

    ask: OrderAsk
    delivery: Delivery | None = None
    chosen: Chosen | None = None
    owner_id: int | None = None
    changes: frozenset[str] = frozenset()
    refusals: list[Refusal] = field(default_factory=list)


def appraise(asks: Sequence[OrderAsk], world: World) -> list[Appraisal]:
    """Judge the orders one after the other; what one is promised is no longer free for the next."""
    seen: set[str] = set()
    found = []
    for ask in asks:
        one = Appraisal(ask=ask, delivery=world.known.get(ask.external_id))
        if not ask.external_id.strip():
            one.refusals.append(_missing_id())
        elif ask.external_id in seen:
            one.refusals.append(_twice(ask))
        else:
            seen.add(ask.external_id)
            _judge(one, world)
        found.append(one)
    return found


def _judge(one: Appraisal, world: World) -> None:
    one.refusals += refusals_of_values(one.ask, is_new=one.delivery is None, skus=world.items)
    if one.refusals:
        return
    if one.delivery is None:
        _judge_new(one, world)
    else:
        _judge_again(one, one.delivery, world)


def _judge_again(one: Appraisal, delivery: Delivery, world: World) -> None:
    order = delivery.order
    if delivery.status == DeliveryStatus.CANCELLED or order.status == OrderStatus.CANCELLED:
        told = _("Order %(name)s was cancelled. A cancelled order does not come back; give it a new id.")
        one.refusals.append(
            Refusal(field="external_id", message=told % {"name": order.external_id}, code="cancelled")
        )
        return
    site = next((site for site in world.sites if site.id == order.site_id), None)
    if site is None or (one.ask.site and one.ask.site != site.code):
        told = _("The order is another site's; an order never moves. Cancel it and send it anew.")
        one.refusals.append(Refusal(field="site", message=told, code="other_site"))
        return
    one.changes = changes_of(one.ask, delivery, site)
    if not one.changes:
        return
    if delivery.status not in AMENDABLE or order.status != OrderStatus.ACCEPTED:
        told = _("Order %(name)s is underway (%(status)s) and can no longer be changed.")
        facts = {"name": order.external_id, "status": order.get_status_display()}
        one.refusals.append(Refusal(field="external_id", message=told % facts, code="order_underway"))
    elif one.changes & {"deliver_on", "windows"}:
        one.refusals += refusals_of_day(one.ask, site, today=site.today(world.at))
    if "address" in one.changes and not one.refusals:
        one.refusals += _far_from_roads(one.ask, site, world)


def _judge_new(one: Appraisal, world: World) -> None:
    sites = [site for site in world.sites if one.ask.site in (None, "", site.code)]
    if not sites:
        told = _("There is no site “%(code)s” that you may use.") % {"code": (one.ask.site or "")[:20]}
        one.refusals.append(Refusal(field="site", message=told, code="unknown_site"))
        return
    one.owner_id = _owner(one, world)
    if one.owner_id is None:
        return
    one.refusals += refusals_of_day(one.ask, sites[0], today=sites[0].today(world.at))
    if one.refusals:
        return
    need = _need(one.ask, world.items)
    key = _measured_key(one.ask, world.look_ups)
    offers = world.offers.for_order(
        sites, key=key, owner_id=one.owner_id, day=one.ask.deliver_on, at=world.at
    )
    choice = choose(offers, need, is_given=bool(one.ask.site))
    if isinstance(choice, Refusal):
        one.refusals.append(choice)
        return
    one.refusals += _far_from_roads(one.ask, world.site_of(choice.site_id), world)
    if not one.refusals:
        one.chosen = choice
        world.offers.take(choice.site_id, owner_id=one.owner_id, need=need)


def _owner(one: Appraisal, world: World) -> int | None:
    """The owner that the order names; without a name, the only one there is."""
    code = one.ask.owner or ""
    if code in world.owners:
        return world.owners[code]
    if not code and len(world.owners) == 1:
        return next(iter(world.owners.values()))
    told = (
        _("There is no owner “%(code)s”.") % {"code": code[:20]}
        if code
        else _("Whose stock? Name the owner.")
    )
    one.refusals.append(Refusal(field="owner", message=told, code="unknown_owner"))
    return None


def _need(ask: OrderAsk, items: Mapping[str, int]) -> dict[int, int]:
    need: dict[int, int] = {}
    for line in ask.lines or ():
        item = items[line.sku]
        need[item] = need.get(item, 0) + line.quantity
    return need


def _measured_key(ask: OrderAsk, look_ups: LookUps) -> str:
    """The key under which ways to the address may be trusted; empty where the pin is doubtful."""
    key = ask.address.match_key if ask.address else ""
    located = look_ups.located.get(key)
    return "" if located is not None and located.reason is not None else key


def _far_from_roads(ask: OrderAsk, site: DeliveringSite, world: World) -> list[Refusal]:
    """A given point that no vehicle can get near is refused; a geocoded one goes to the check list."""
    located: Located | None = world.look_ups.located.get(ask.address.match_key) if ask.address else None
    if located is None or located.level != AddressLevel.GIVEN or located.access_metres is None:
        return []
    if located.access_metres <= site.road_limit_metres:
        return []
    told = _("The point is %(metres)d m from the nearest road; at most %(limit)d m are taken.")
    facts = {"metres": located.access_metres, "limit": site.road_limit_metres}
    return [Refusal(field="longitude", message=told % facts, code="far_from_roads")]


def _missing_id() -> Refusal:
    return Refusal(field="external_id", message=_("A value is needed here."), code="missing")


def _twice(ask: OrderAsk) -> Refusal:
    told = _("Order “%(name)s” is asked for twice.") % {"name": ask.external_id[:80]}
    return Refusal(field="external_id", message=told, code="repeated")
