import threading

import pytest
from django.db import connection

from core.errors import BadInputError
from tests import factories
from wms.models import Location, Site
from wms.services import places
from wms.states import VIRTUAL, LocationKind

pytestmark = pytest.mark.django_db


def test_a_new_site_has_its_virtual_places():
    site = places.open_site(code="K1", name="Kingsferry")
    codes = Location.objects.filter(site=site).order_by("code").values_list("code", flat=True)
    assert list(codes) == ["@CUSTOMER", "@LOSS", "@SUPPLIER", "@TRANSIT"]
    assert {place.is_pickable for place in Location.objects.filter(site=site)} == {False}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"code": ""}, "code"),
        ({"name": "x" * 121}, "name"),
        ({"longitude": 0.0, "latitude": 0.0}, "__all__"),
        ({"longitude": float("nan"), "latitude": 1.0}, "__all__"),
    ],
)
def test_a_site_that_cannot_be_is_refused_with_the_field(facts, field):
    with pytest.raises(BadInputError) as refusal:
        places.open_site(**{"code": "K1", "name": "Kingsferry"} | facts)
    assert refusal.value.facts["field"] == field
    assert not Site.objects.exists()


def test_a_virtual_place_is_made_once():
    site = places.open_site(code="K1", name="Kingsferry")
    first = places.virtual_location(site_id=site.pk, kind=LocationKind.SUPPLIER)
    again = places.virtual_location(site_id=site.pk, kind=LocationKind.SUPPLIER)
    assert first == again
    assert Location.objects.filter(site=site).count() == len(VIRTUAL)


def test_a_bin_is_not_a_virtual_place():
    site = factories.site()
    with pytest.raises(BadInputError, match="Bin is not a virtual place"):
        places.virtual_location(site_id=site.pk, kind=LocationKind.BIN)


def test_no_bin_takes_the_code_of_a_virtual_place():
    site = factories.site()
    with pytest.raises(BadInputError, match="kept for virtual places"):
        places.ensure_bins(site_id=site.pk, bins=[places.BinSpec(code="@LOSS")])
    with pytest.raises(BadInputError, match="kept for virtual places"):
        places.create_location(site_id=site.pk, code="@X", kind=LocationKind.BIN)


def test_a_second_place_of_a_code_is_refused():
    site = factories.site()
    places.create_location(site_id=site.pk, code="A-01", kind=LocationKind.BIN)
    with pytest.raises(BadInputError, match=r"There is a place A-01 already|already exists"):
        places.create_location(site_id=site.pk, code="A-01", kind=LocationKind.DOCK)


def test_missing_bins_are_made_and_those_that_stand_are_left_alone(django_assert_num_queries):
    site = factories.site()
    old = places.create_location(site_id=site.pk, code="A-01", kind=LocationKind.BIN, zone="cold")
    specs = [places.BinSpec(code=f"A-{n:02d}", zone="dry", pick_sequence=n) for n in range(1, 31)]
    with django_assert_num_queries(5):  # savepoint, two reads, one insert, release
        bins = places.ensure_bins(site_id=site.pk, bins=specs)
    assert len(bins) == 30
    assert bins["A-01"].pk == old.pk
    assert bins["A-01"].zone == "cold"
    assert (bins["A-30"].zone, bins["A-30"].pick_sequence) == ("dry", 30)


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_a_bin_once():
    site = factories.site()
    start, failures = threading.Barrier(4), []

    def run():
        try:
            start.wait(10)
            places.ensure_bins(site_id=site.pk, bins=[places.BinSpec(code=f"B-{n}") for n in range(50)])
        except Exception as error:  # noqa: BLE001 - shown by the assertion below
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert failures == []
    assert Location.objects.filter(site=site, kind=LocationKind.BIN).count() == 50
