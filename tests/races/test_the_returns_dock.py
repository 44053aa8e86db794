"""Two at the returns dock, and a phone that comes to life: goods move once, nothing is closed over."""

import pytest

from lastmile.models import StopTask
from lastmile.services import closing_routes
from lastmile.services.delivering import deliver
from returns.models import ReturnUnit
from returns.services import inspecting, missing, receiving
from returns.services.inspecting import Verdict
from returns.services.receiving import Scan
from returns.states import Disposition, Grade, LossReason
from tests.lastmile.doors import ENOUGH, act
from tests.races.test_the_door import together
from tests.returns.backs import Back, back, told

ROUNDS = 4
pytestmark = pytest.mark.django_db(transaction=True)


def scans(van: Back, code: str):
    return lambda: receiving.receive(site=van.site, scan=Scan(code=code), act=told())


def test_two_receivers_scan_one_parcel_and_it_comes_in_once():
    for _round in range(ROUNDS):
        van = back((3,))
        code = van.parcel().sscc

        ends = together(*[scans(van, code)] * 4)

        assert sorted(ends) == ["done", "not_on_vehicle", "not_on_vehicle", "not_on_vehicle"]
        units = ReturnUnit.objects.filter(return_order__site=van.site)
        assert (units.count(), van.at_the_dock(), van.route.status) == (1, {"AVAILABLE": 3}, "CLOSED")


def test_one_takes_it_in_and_another_writes_it_off():
    for _round in range(ROUNDS):
        van = back((3,))
        scan = Scan(code=van.parcel().sscc)
        ends = together(
            scans(van, scan.code),
            lambda v=van, s=scan: missing.report_missing(
                site=v.site, scan=s, reason=LossReason.NOT_FOUND, act=told()
            ),
        )
        assert sorted(ends) == ["done", "not_on_vehicle"]
        assert ReturnUnit.objects.filter(return_order__site=van.site).count() == 1
        assert (van.road.on_van(), van.route.status) == (0, "CLOSED")


def test_closing_against_a_phone_that_says_late_that_it_was_delivered():
    for _round in range(ROUNDS):
        van = back((3,))
        task = StopTask.objects.select_related("stop__trip").get(pk=van.road.task().pk)

        ends = together(
            lambda v=van: closing_routes.close_route(route=v.road.route, act=told()),
            lambda t=task: deliver(task=t, act=act(91), evidence=ENOUGH),
        )

        assert ends[1] == "done"
        assert ends[0] in ("done", "vehicle_not_empty")
        assert (van.road.on_van(), van.road.with_customers(), van.delivery().status) == (0, 3, "DELIVERED")
        assert van.route.status == ("CLOSED" if ends[0] == "done" else "RETURNED")


def test_a_scan_against_a_phone_that_says_late_that_it_was_delivered():
    for _round in range(ROUNDS):
        van = back((3,))
        task = StopTask.objects.select_related("stop__trip").get(pk=van.road.task().pk)

        ends = together(
            scans(van, van.parcel().sscc), lambda t=task: deliver(task=t, act=act(91), evidence=ENOUGH)
        )

        assert ends in (["done", "stale"], ["not_on_vehicle", "done"])
        inside = sum(van.at_the_dock().values())
        assert (inside + van.road.with_customers(), van.road.on_van()) == (3, 0)
        assert van.delivery().status == ("RETURNED" if ends[0] == "done" else "DELIVERED")


def test_two_decide_about_one_unit():
    for _round in range(ROUNDS):
        van = back((3,))
        van.receive(is_damaged=True)
        unit = ReturnUnit.objects.select_related("return_order").get(return_order__site=van.site)
        looks = [Verdict(grade=Grade.A, disposition=Disposition.RESTOCK),
                 Verdict(grade=Grade.D, disposition=Disposition.SCRAP)]  # fmt: skip
        ends = together(
            *[lambda u=unit, v=verdict: inspecting.decide(unit=u, verdict=v, act=told()) for verdict in looks]
        )
        assert sorted(ends) == ["already_decided", "done"]
        assert van.at_the_dock() in ({"AVAILABLE": 3}, {})
