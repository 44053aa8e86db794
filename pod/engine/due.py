"""Which proof is due: rules, the facts of one ending at one door, and what follows. No database, no clock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

MANDATORY, UNLESS, OPTIONAL, OFF = "MANDATORY", "MANDATORY_UNLESS", "OPTIONAL", "OFF"


@dataclass(frozen=True, kw_only=True, slots=True)
class Goods:
    """What of the goods decides. `value_minor` is the delivery's, in minor units."""

    value_minor: int = 0
    minimum_age: int = 0
    is_hazardous: bool = False
    categories: frozenset[str] = frozenset()
    priority: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Ending:
    """How the visit ended: DELIVERED, PARTIAL or FAILED, and how or why."""

    outcome: str
    hand_over: str = ""
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One line of the policy. An empty condition holds for everything."""

    kind: str
    mode: str
    rank: int
    outcome: str = ""
    hand_overs: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    min_value_minor: int = 0
    min_age: int = 0
    hazardous_only: bool = False
    category: str = ""
    min_priority: int = 0
    min_count: int = 1
    waivers: tuple[str, ...] = ()
    instructions: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Requirement:
    """What is due of one kind: how much of it, how strictly, and which reasons may stand in for it."""

    kind: str
    mode: str
    min_count: int
    waivers: tuple[str, ...]
    instructions: str


def holds(rule: Rule, ending: Ending, goods: Goods) -> bool:
    """Whether the rule is meant for this ending of these goods."""
    return all(
        (
            rule.outcome in ("", ending.outcome),
            not rule.hand_overs or ending.hand_over in rule.hand_overs,
            not rule.reasons or ending.reason in rule.reasons,
            goods.value_minor >= rule.min_value_minor,
            goods.minimum_age >= rule.min_age,
            goods.is_hazardous or not rule.hazardous_only,
            not rule.category or rule.category.casefold() in goods.categories,
            goods.priority >= rule.min_priority,
        )
    )


def due(rules: Iterable[Rule], ending: Ending, goods: Goods) -> list[Requirement]:
    """One requirement per kind, in the order of the rules' ranks: the rule with the highest rank decides."""
    last: dict[str, Rule] = {}
    for rule in sorted(rules, key=lambda one: one.rank):
        if holds(rule, ending, goods):
            last[rule.kind] = rule
    asked = sorted((rule for rule in last.values() if rule.mode != OFF), key=lambda one: one.rank)
    return [
        Requirement(
            kind=rule.kind,
            mode=rule.mode,
            min_count=rule.min_count,
            waivers=rule.waivers if rule.mode == UNLESS else (),
            instructions=rule.instructions,
        )
        for rule in asked
    ]


def missing(
    requirements: Sequence[Requirement], brought: Collection[str], waived: Mapping[str, str]
) -> list[Requirement]:
    """What must be there, is not, and has no reason that may stand in for it."""
    return [
        one
        for one in requirements
        if one.mode in (MANDATORY, UNLESS)
        and one.kind not in brought
        and not (one.mode == UNLESS and waived.get(one.kind) in one.waivers)
    ]
