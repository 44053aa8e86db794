"""What becomes of goods that come back: of the house's rules, the first that holds decides. No database."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is known of goods when they are judged."""

    reason: str
    temperature: str
    cold_chain: str
    is_sealed: bool
    category: str = ""
    days_left: int | None = None
    """Days until expiry beyond the item's minimum shelf life; None: it does not expire."""
    value_minor: int = 0
    grade: str = ""
    """Empty before somebody has looked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """When a disposition holds; what is empty or None does not matter. No disposition: a person looks."""

    rank: int
    disposition: str
    reasons: frozenset[str] = frozenset()
    temperatures: frozenset[str] = frozenset()
    cold_chains: frozenset[str] = frozenset()
    grades: frozenset[str] = frozenset()
    category: str = ""
    is_sealed: bool | None = None
    fewer_days_than: int | None = None
    value_from_minor: int = 0

    def holds(self, facts: Facts) -> bool:
        """Whether everything that the rule asks for is so."""
        lists = (
            (self.reasons, facts.reason),
            (self.temperatures, facts.temperature),
            (self.cold_chains, facts.cold_chain),
            (self.grades, facts.grade),
        )
        if any(wanted and said not in wanted for wanted, said in lists):
            return False
        if self.category and self.category.casefold() != facts.category.casefold():
            return False
        if self.is_sealed is not None and self.is_sealed != facts.is_sealed:
            return False
        if facts.value_minor < self.value_from_minor:
            return False
        if self.fewer_days_than is None:
            return True
        return facts.days_left is not None and facts.days_left < self.fewer_days_than


def judge(rules: Iterable[Rule], facts: Facts) -> Rule | None:
    """The first rule that holds, by rank; None where none does: a person looks."""
    return next((rule for rule in sorted(rules, key=lambda one: one.rank) if rule.holds(facts)), None)


def propose(rules: Iterable[Rule], facts: Facts) -> Rule | None:
    """The same once somebody has looked: rules that only ask for a look have been heard."""
    return judge((rule for rule in rules if rule.disposition), facts)
