"""A person decides about an address once; the decision holds for every order to it."""

import pytest

from core.errors import IllegalMoveError, StaleError
from core.models import PublicEvent
from lastmile.errors import UnusablePointError
from lastmile.models import Delivery
from lastmile.services import addressing
from lastmile.services.asks import AddressAsk
from lastmile.states import AddressStatus
from tests.lastmile import worlds
from tests.lastmile.intakes import AT, ask, delivery_of, take

pytestmark = pytest.mark.django_db


@pytest.fixture
def doubtful(shop):
    """The street is known, its house number is not."""
    take(ask("A", address=AddressAsk("Hauptstraße 999", postcode="10115", town="Altdorf")))
    return delivery_of("A").address


def test_a_candidate_is_taken(doubtful, bo):
    found = addressing.candidates_of(address=doubtful)
    assert found[0].level == "STREET"
    after = addressing.confirm_candidate(public_id=doubtful.public_id, number=0, by=bo, at=AT)
    assert (after.status, after.level, after.confirmed_by, after.check_reason) == (
        "CONFIRMED",
        "STREET",
        bo,
        "",
    )
    assert Delivery.objects.plannable().count() == 1


def test_a_candidate_that_is_gone_is_not_taken(doubtful, bo):
    with pytest.raises(StaleError):
        addressing.confirm_candidate(public_id=doubtful.public_id, number=99, by=bo, at=AT)


def test_a_pin_is_right_as_it_stands(doubtful, bo):
    after = addressing.confirm_as_it_stands(public_id=doubtful.public_id, by=bo, at=AT)
    assert (after.status, after.longitude) == ("CONFIRMED", doubtful.longitude)


def test_two_people_do_not_decide_over_each_other(doubtful, bo, ada):
    seen = doubtful.updated_at
    addressing.confirm_point(
        public_id=doubtful.public_id, longitude=13.001, latitude=52.0, by=bo, at=AT, version=seen
    )
    with pytest.raises(StaleError):
        addressing.mark_undeliverable(public_id=doubtful.public_id, by=ada, at=AT, version=seen)
    doubtful.refresh_from_db()
    assert (doubtful.status, doubtful.confirmed_by) == ("CONFIRMED", bo)


@pytest.mark.parametrize("point", [(0.0, 0.0), (float("inf"), 52.0), (13.0, 91.0)])
def test_a_point_that_is_no_place_is_refused(doubtful, bo, point):
    with pytest.raises(UnusablePointError):
        addressing.confirm_point(
            public_id=doubtful.public_id, longitude=point[0], latitude=point[1], by=bo, at=AT
        )
    doubtful.refresh_from_db()
    assert doubtful.status == "CHECK"


def test_an_undeliverable_address_keeps_its_orders_out_of_plans(doubtful, bo):
    addressing.mark_undeliverable(public_id=doubtful.public_id, by=bo, at=AT)
    assert Delivery.objects.plannable().count() == 0
    with pytest.raises(IllegalMoveError):
        worlds.address(status="UNDELIVERABLE").become(AddressStatus.LOCATED)


def test_every_decision_is_in_the_log_and_can_be_undone(doubtful, bo):
    addressing.confirm_as_it_stands(public_id=doubtful.public_id, by=bo, at=AT)
    addressing.look_again(public_id=doubtful.public_id, by=bo, at=AT)
    addressing.look_again(public_id=doubtful.public_id, by=bo, at=AT)
    events = PublicEvent.objects.filter(subject_type="address").order_by("subject_seq")
    assert list(events.values_list("type", flat=True)) == ["address.confirmed", "address.to_check"]
    assert events[0].actor == bo.actor_name
