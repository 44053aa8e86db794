"""Which proof is due for a delivery, by the house's rules and the goods in it."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _

from lastmile.door_states import HandOver
from lastmile.models import Delivery
from lastmile.services import evidence
from lastmile.states import AttemptOutcome, FailureReason
from pod.engine.due import Ending, Goods, Requirement, Rule, due, missing
from pod.models import ProofPolicy
from pod.states import PolicyOutcome, ProofKind
from wms.models import OutboundOrderLine


def rules() -> list[Rule]:
    """The active rules."""
    return [row.rule for row in ProofPolicy.objects.filter(is_active=True)]


def goods_of(deliveries: Sequence[Delivery]) -> dict[int, Goods]:
    """What of the goods of each delivery decides; one statement."""
    lines: dict[int, list[OutboundOrderLine]] = defaultdict(list)
    orders = {one.order_id for one in deliveries}
    for line in OutboundOrderLine.objects.filter(order__in=orders).select_related("item"):
        lines[line.order_id].append(line)
    return {
        one.pk: Goods(
            value_minor=sum(line.quantity * (line.item.value_minor or 0) for line in lines[one.order_id]),
            minimum_age=max((line.item.minimum_age for line in lines[one.order_id]), default=0),
            is_hazardous=any(line.item.hazard_class for line in lines[one.order_id]),
            categories=frozenset(line.item.category.casefold() for line in lines[one.order_id]),
            priority=one.priority,
        )
        for one in deliveries
    }


def endings() -> list[Ending]:
    """Every way in which a visit can end."""
    done = [
        Ending(outcome=outcome, hand_over=way)
        for outcome in (PolicyOutcome.DELIVERED, PolicyOutcome.PARTIAL)
        for way in HandOver.values
    ]
    return done + [Ending(outcome=PolicyOutcome.FAILED, reason=reason) for reason in FailureReason.values]


def recipe(known: Sequence[Rule], goods: Goods) -> list[tuple[Ending, list[Requirement]]]:
    """What is due for every ending: what a phone needs to know before it leaves."""
    return [(ending, due(known, ending, goods)) for ending in endings()]


def due_for(delivery: Delivery, ending: Ending) -> list[Requirement]:
    """What is due for this ending of this delivery."""
    return due(rules(), ending, goods_of([delivery])[delivery.pk])


def judge(delivery: Delivery, ended: evidence.Ending, brought: evidence.Evidence) -> list[str]:
    """What is missing, in words for the driver; lastmile asks this before a visit counts."""
    requirements = due_for(delivery, ending_of(ended))
    lacking = missing(requirements, brought.kinds, brought.waived)
    return [_named(one) for one in lacking]


def ending_of(ended: evidence.Ending) -> Ending:
    """The same ending in the words of the rules."""
    if ended.outcome == AttemptOutcome.FAILED:
        return Ending(outcome=PolicyOutcome.FAILED, reason=ended.reason or "")
    outcome = PolicyOutcome.PARTIAL if ended.is_partial else PolicyOutcome.DELIVERED
    return Ending(outcome=outcome, hand_over=ended.hand_over or "")


def _named(one: Requirement) -> str:
    label = str(ProofKind(one.kind).label)
    if one.min_count > 1:
        return _("%(count)d of: %(proof)s") % {"count": one.min_count, "proof": label}
    return label
