"""A trial: routes in other orders beside themselves as they are, by the engine's judge."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lastmile.queries.arranging_input import Orders, RoutesInput
from lastmile.services._arranging import Arranger, Fault, Judgement
from lastmile.services._handling import handled_again


@dataclass(frozen=True, slots=True)
class Trial:
    """The routes that an edit touches, before and after it, by their public ids."""

    given: RoutesInput
    before: Mapping[UUID, Judgement]
    after: Mapping[UUID, Judgement]
    handled_again: int
    is_estimated: bool

    @property
    def late_before(self) -> set[str]:
        """The stops that miss their window as things are."""
        return {one for judgement in self.before.values() for one in judgement.late}

    @property
    def late_after(self) -> set[str]:
        """The stops that would miss it."""
        return {one for judgement in self.after.values() for one in judgement.late}

    @property
    def added_seconds(self) -> int:
        """From leaving to return, all routes together."""
        return self._added(lambda one: one.judged.timing.seconds)

    @property
    def seconds_after(self) -> int:
        """From leaving to return once it is made, all routes together."""
        return sum(one.judged.timing.seconds for one in self.after.values())

    @property
    def added_metres(self) -> int:
        """All routes together."""
        return self._added(lambda one: one.judged.metres)

    @property
    def added_overtime(self) -> int:
        """Seconds after their shifts' ends, all vehicles together."""
        return self._added(lambda one: one.overtime_seconds)

    @property
    def revisions(self) -> dict[str, int]:
        """The revision of each route that this was worked out from."""
        return {str(key): self.given.routes[key].planned_revision for key in self.after}

    @property
    def refusal(self) -> str:
        """Why nobody may drive it so, in words; empty where only promises break."""
        known = _faults(self.before)
        new = sorted(code for code, *where in _faults(self.after) if (code, *where) not in known)
        return str(FAULTS.get(new[0], _("The vehicle cannot drive it."))) if new else ""

    def moment(self, seconds: int) -> datetime:
        """A moment of the plan as a time."""
        return self.given.midnight + timedelta(seconds=seconds)

    def _added(self, figure: Callable[[Judgement], int]) -> int:
        return sum(map(figure, self.after.values())) - sum(map(figure, self.before.values()))


def trial_of(arranger: Arranger, orders: Orders) -> Trial:
    """Judge the routes in these orders and as they are."""
    given = arranger.given
    return Trial(
        given=given,
        before={key: arranger.judge(key, given.orders[key]) for key in orders},
        after={key: arranger.judge(key, order) for key, order in orders.items()},
        handled_again=sum(handled_again(given, key, order) for key, order in orders.items()),
        is_estimated=arranger.is_estimated,
    )


def _faults(judgements: Mapping[UUID, Judgement]) -> set[Fault]:
    return {fault for judgement in judgements.values() for fault in judgement.faults}


FAULTS = {
    "overload": gettext_lazy("It does not fit into the vehicle any more."),
    "skill_missing": gettext_lazy("The driver lacks a skill that the order asks for."),
    "feature_missing": gettext_lazy("The vehicle lacks something that the order asks for."),
    "shift_overrun": gettext_lazy("The van would be back after its shift ends."),
    "break_missed": gettext_lazy("There would be no time for the break."),
    "too_far": gettext_lazy("The route would be longer than the vehicle's range."),
    "too_many_visits": gettext_lazy("The vehicle may not make more stops."),
    "no_road": gettext_lazy("There is no road on the way to it."),
}
