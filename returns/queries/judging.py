"""What the rules of a site say of goods and reasons. Reads only."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from lastmile.models import DeliveryAttempt
from lastmile.states import AttemptOutcome
from returns.engine.judging import Facts
from returns.models import DispositionRule, ReasonRule, ReturnPlan, ReturnUnit
from returns.states import ReturnReason


@dataclass(frozen=True, slots=True)
class Plan:
    """Whether a delivery that failed is tried again, when, and whether a person said so."""

    tries_again: bool
    reason: ReturnReason
    attempt_id: int | None = None
    try_on: date | None = None
    is_decided: bool = False


def rules_of(site_id: int) -> list[DispositionRule]:
    """The active rules that count for a site; its own come before those for every site of the same rank."""
    rows = list(DispositionRule.objects.filter(Q(site=site_id) | Q(site=None), is_active=True))
    own = {rule.rank for rule in rows if rule.site_id}
    return [rule for rule in rows if rule.site_id or rule.rank not in own]


def facts_of(unit: ReturnUnit, *, on: date, grade: str = "") -> Facts:
    """What the rules are asked about a unit."""
    item, expires_on = unit.item, unit.lot.expires_on if unit.lot else None
    left = (expires_on - on).days - item.min_remaining_days if expires_on else None
    return Facts(
        reason=unit.reason,
        temperature=item.temperature,
        cold_chain=unit.cold_chain,
        is_sealed=unit.is_sealed,
        category=item.category,
        days_left=left,
        value_minor=(item.value_minor or 0) * unit.quantity,
        grade=grade or unit.grade,
    )


def plans_of(site_id: int, delivery_ids: Collection[int]) -> dict[int, Plan]:
    """What is to become of deliveries that failed: what a person said, else what the reason says.

    Three statements, however many there are. A delivery without a failed visit is left out.
    """
    failed = DeliveryAttempt.objects.standing().filter(
        delivery__in=delivery_ids, outcome=AttemptOutcome.FAILED
    )
    latest: dict[int, DeliveryAttempt] = {}
    visits: dict[int, int] = {}
    for attempt in failed.order_by("delivery", "number"):
        latest[attempt.delivery_id] = attempt
        visits[attempt.delivery_id] = visits.get(attempt.delivery_id, 0) + 1
    decided = {
        plan.attempt_id: plan
        for plan in ReturnPlan.objects.filter(attempt__in=[one.pk for one in latest.values()])
    }
    rules = _by_reason(ReasonRule.objects.filter(Q(site=site_id) | Q(site=None)))
    return {
        pk: _plan(attempt, visits[pk], decided.get(attempt.pk), rules.get(attempt.reason))
        for pk, attempt in latest.items()
    }


def _by_reason(rules: Iterable[ReasonRule]) -> dict[str, ReasonRule]:
    return {rule.reason: rule for rule in sorted(rules, key=lambda one: one.site_id or 0)}


def _plan(attempt: DeliveryAttempt, visits: int, decided: ReturnPlan | None, rule: ReasonRule | None) -> Plan:
    reason = ReturnReason(attempt.reason)
    if decided:
        return Plan(decided.tries_again, reason, attempt.pk, decided.try_on, is_decided=True)
    again = rule is not None and rule.tries_again and visits < rule.most_attempts
    return Plan(again, reason, attempt.pk)
