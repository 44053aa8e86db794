"""The rules about returns that every installation begins with."""

from typing import Any

from django.apps import AppConfig

from core.transactions import service
from returns.models import DispositionRule, ReasonRule
from returns.states import NEVER_OPENED, ColdChain, Disposition, Grade, ReturnReason
from wms.states import Temperature

COLD = [Temperature.CHILLED, Temperature.FROZEN]
GRADES = [Grade.A, Grade.B, Grade.C, Grade.D]
TRIED_AGAIN = (
    ReturnReason.NOT_HOME,
    ReturnReason.NO_ACCESS,
    ReturnReason.CLOSED,
    ReturnReason.OUT_OF_TIME,
)
DEAR_MINOR = 50_000
"""From 500.00 on, a person looks."""


def write_rules_after_migrate(*, app_config: AppConfig, **_: Any) -> None:  # noqa: ANN401 - a signal's extras
    """Run once per migrate, when the tables are there."""
    if app_config.label == DispositionRule._meta.app_label:
        write_default_rules()


@service
def write_default_rules() -> int:
    """Write the rules where there are none at all; those of the house are left alone. Returns how many."""
    made = 0
    if not DispositionRule.objects.exists():
        made += len(DispositionRule.objects.bulk_create(DispositionRule(**facts) for facts in dispositions()))
    if not ReasonRule.objects.exists():
        rules = [ReasonRule(reason=reason, tries_again=reason in TRIED_AGAIN) for reason in ReturnReason]
        made += len(ReasonRule.objects.bulk_create(rules))
    return made


def dispositions() -> list[dict[str, Any]]:
    """In the order in which they are asked: what forbids, what a person must look at, what needs nobody."""
    broken, unknown = [ColdChain.BROKEN], [ColdChain.UNKNOWN]
    opened = [ReturnReason.DAMAGED, ReturnReason.FAULTY, ReturnReason.MISSING]
    return [
        {"rank": 10, "cold_chains": broken, "disposition": Disposition.QUARANTINE},
        {"rank": 20, "temperatures": COLD, "cold_chains": unknown},
        {"rank": 30, "fewer_days_than": 0, "grades": GRADES, "disposition": Disposition.SCRAP},
        {"rank": 40, "fewer_days_than": 0},
        {"rank": 50, "reasons": opened},
        {"rank": 60, "value_from_minor": DEAR_MINOR},
        {"rank": 70, "grades": [Grade.A], "disposition": Disposition.RESTOCK},
        {"rank": 80, "grades": [Grade.B], "disposition": Disposition.B_GRADE},
        {"rank": 90, "grades": [Grade.C], "disposition": Disposition.VENDOR},
        {"rank": 100, "grades": [Grade.D], "disposition": Disposition.SCRAP},
        {"rank": 110, "is_sealed": True, "reasons": list(NEVER_OPENED), "disposition": Disposition.RESTOCK},
    ]
