"""What goes into a vehicle, where, and in which order."""

import pytest
from django.test import Client

from lastmile.models import Compartment, LoadUnit, Route
from lastmile.services import drafting, planning
from tests.factories import MORNING
from tests.lastmile.planning import days
from wms.models import Item, SiteAccess

pytestmark = pytest.mark.django_db


def committed(at, kind):
    """The units in loading order as (stop, weight, compartment), after the day was planned for one van."""
    shift = days.shift(at, kind)
    draft = planning.draft_plan(site=at, plan_on=days.DAY, shift_ids=[shift.pk], seconds=1, by=None)
    drafting.commit_with_paths(draft=days.solved(draft), version=1, by=None, at=MORNING)
    units = LoadUnit.objects.filter(load__trip__route__site=at).in_loading_order()
    return [
        (unit.task.stop.sequence, unit.weight_g, unit.compartment and unit.compartment.name)
        for unit in units.select_related("task__stop", "compartment")
    ]


def test_the_last_stop_goes_in_first_and_within_a_stop_heavy_before_light():
    at = days.site()
    days.delivery(at, east=0.01, shipment={"units": 3, "weight_g": 10_000})
    days.delivery(at, east=0.02, shipment={"units": 1, "weight_g": 9_000})

    loaded = committed(at, days.van_type())

    assert [stop for stop, _, _ in loaded] == sorted((stop for stop, _, _ in loaded), reverse=True)
    assert sorted(weight for _, weight, _ in loaded) == [3333, 3333, 3334, 9000]
    several = [weight for _, weight, _ in loaded if weight < 9000]
    assert several == [3334, 3333, 3333]


def test_cold_goods_go_into_the_cold_compartment_and_what_does_not_fit_goes_without():
    at, kind = days.site(), days.van_type()
    for number, (name, temperature, grams) in enumerate(
        [("front", "CHILLED", 6_000), ("back", "AMBIENT", 500_000)], 1
    ):
        Compartment.objects.create(
            vehicle_type=kind, number=number, name=name, temperature=temperature, capacity_g=grams,
            capacity_ml=8_000_000,
        )  # fmt: skip
    days.spread(at, 2)
    assert {name for _, _, name in committed(at, kind)} == {"back"}

    Item.objects.update(temperature="CHILLED")
    other = days.site()
    days.spread(other, 2)
    assert [name for _, _, name in committed(other, kind)] == ["front", None]


def test_the_route_page_names_the_pieces_without_a_compartment_and_says_why(bo):
    at, kind = days.site(), days.van_type()
    SiteAccess.objects.create(user=bo, site=at)
    Compartment.objects.create(
        vehicle_type=kind, number=1, name="box", temperature="AMBIENT", capacity_g=12_000, capacity_ml=600_000
    )
    for east, shipment in (
        (0.01, {"units": 2, "weight_g": 10_000, "volume_ml": 10_000}),
        (0.02, {"units": 2, "weight_g": 30_000, "volume_ml": 10_000}),
        (0.03, {"units": 1, "weight_g": 1_000, "volume_ml": 700_000}),
    ):
        days.delivery(at, east=east, shipment=shipment)
    committed(at, kind)
    client = Client()
    client.force_login(bo)
    address = f"/routes/{Route.objects.get().public_id}/"

    page = client.get(address)

    assert sorted((one.pieces, one.reason) for one in page.context["misfits"]) == [
        (1, "box has no room left for it"),
        (2, "box would be too heavy with it"),
    ]
    assert "Some pieces have no compartment" in page.content.decode()
    LoadUnit.objects.update(temperature="FROZEN", compartment=None)
    cold = client.get(address).context["misfits"]
    assert {one.reason for one in cold} == {"the vehicle has no compartment for frozen goods"}
    Compartment.objects.all().delete()
    assert client.get(address).context["misfits"] == []
