"""Every reason for leaving an order out comes with a change that, carried out, gets it planned."""

import pytest

from core.errors import BadInputError, NotFoundError
from core.models import PublicEvent
from lastmile.models import Delivery, Shift
from lastmile.services import planning, suggesting
from tests.factories import MORNING
from tests.lastmile.planning import days
from tests.lastmile.planning.days import DAY

pytestmark = pytest.mark.django_db(transaction=True)


def drafted(site, shift_ids):
    draft = planning.draft_plan(site=site, plan_on=DAY, shift_ids=shift_ids, seconds=1, by=None)
    return days.solved(draft)


def window_before_anybody_is_there(site):
    days.shift(site)
    days.delivery(site, east=0.2, windows=[(8, 8.1)])


def window_after_the_shift(site):
    days.shift(site)
    days.delivery(site, windows=[(18, 19)])


def skill_nobody_has(site):
    days.shift(site)
    days.delivery(site, skills=["piano"])


def feature_no_van_has(site):
    days.shift(site)
    days.delivery(site, features=["tail-lift"])


def skill_and_feature_at_once(site):
    days.shift(site)
    days.delivery(site, features=["tail-lift"], skills=["piano"])


def heavier_than_any_van(site):
    days.shift(site)
    days.delivery(site, shipment={"units": 4, "weight_g": 1_000_000})


def more_than_the_vans_carry(site):
    days.shift(site, days.van_type(capacity_units=3))
    for _ in range(5):
        days.delivery(site)


def more_work_than_the_shift_is_long(site):
    days.shift(site, hours=(8, 9))
    for i in range(6):
        days.delivery(site, east=0.005 * i, service_seconds=900)


def farther_than_a_shift(site):
    days.shift(site, hours=(8, 9))
    days.delivery(site, east=0.4)


def farther_than_the_van_may_drive(site):
    days.shift(site, days.van_type(max_metres=10_000))
    days.delivery(site, east=0.2)


def more_stops_than_allowed(site):
    days.shift(site, days.van_type(max_stops=2))
    for i in range(4):
        days.delivery(site, east=0.01 * i)


def everybody_wants_the_same_half_hour(site):
    days.shift(site)
    for i in range(4):
        days.delivery(site, east=0.02 * i, windows=[(10, 10.4)], service_seconds=1500)


CASES = [
    window_before_anybody_is_there,
    window_after_the_shift,
    skill_nobody_has,
    feature_no_van_has,
    skill_and_feature_at_once,
    heavier_than_any_van,
    more_than_the_vans_carry,
    more_work_than_the_shift_is_long,
    farther_than_a_shift,
    farther_than_the_van_may_drive,
    more_stops_than_allowed,
    everybody_wants_the_same_half_hour,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_what_is_suggested_and_carried_out_gets_the_orders_planned(case):
    site = days.site()
    case(site)
    draft = drafted(site, list(Shift.objects.values_list("pk", flat=True)))
    left = draft.run.plan["unplanned"]
    assert left, "the case is meant to leave something out"
    assert all(one["reason"]["text"] and one["suggestion"] for one in left)
    for _ in range(8):
        if not left:
            break
        done = suggesting.apply_suggestion(
            draft_id=draft.pk, suggestion=left[0]["suggestion"], by=None, at=MORNING
        )
        assert done
        assert all(done)
        missing = {one["visit"] for one in left}
        draft = drafted(site, list(draft.shifts.values_list("pk", flat=True)))
        left = draft.run.plan["unplanned"]
        assert {one["visit"] for one in left} < missing | {""}, "the order that was mended is planned now"
    assert not left
    assert PublicEvent.objects.exists()


def test_a_kind_that_cannot_be_carried_out_is_refused():
    site = days.site()
    window_after_the_shift(site)
    draft = drafted(site, list(Shift.objects.values_list("pk", flat=True)))
    with pytest.raises(BadInputError):
        suggesting.apply_suggestion(draft_id=draft.pk, suggestion={"kind": "magic"}, by=None, at=MORNING)


def test_an_order_of_another_site_is_not_changed():
    site, other = days.site(), days.site()
    window_after_the_shift(site)
    foreign = days.delivery(other, windows=[(9, 10)])
    draft = drafted(site, list(Shift.objects.filter(site=site).values_list("pk", flat=True)))
    suggestion = {"kind": "widen_window", "visit": str(foreign.public_id), "opens": 0, "closes": 80_000}
    with pytest.raises(NotFoundError):
        suggesting.apply_suggestion(draft_id=draft.pk, suggestion=suggestion, by=None, at=MORNING)
    assert Delivery.objects.get(pk=foreign.pk).windows.get().closes.hour == 10
