"""One preview is committed by several people, in two server processes, at the same moment."""

from lastmile.models import Delivery, PlanDraft, Route, RouteRevision, StopTask
from lastmile.services import planning
from lastmile.states import DeliveryStatus, DraftStatus, RouteStatus, TaskStatus
from tests.lastmile.planning import days
from tests.lastmile.planning.days import DAY

PEOPLE = 6


def test_one_commit_writes_the_routes_and_the_others_hear_that_it_is_over(race, deadlocks):
    site = days.site()
    shift = days.shift(site)
    days.spread(site, 4)
    draft = days.solved(planning.draft_plan(site=site, plan_on=DAY, shift_ids=[shift.pk], seconds=1, by=None))
    before = deadlocks()

    answers = race([("commit_plan", {"draft": draft.pk, "version": draft.version})] * PEOPLE)

    assert sorted(code for code, _facts in answers) == ["done"] + ["illegal_move"] * (PEOPLE - 1)
    assert PlanDraft.objects.get().status == DraftStatus.COMMITTED
    assert list(Route.objects.values_list("status", flat=True)) == [RouteStatus.PLANNED]
    assert RouteRevision.objects.count() == 1
    assert StopTask.objects.filter(status=TaskStatus.OPEN).count() == 4
    assert set(Delivery.objects.values_list("status", flat=True)) == {DeliveryStatus.PLANNED}
    assert deadlocks() == before
