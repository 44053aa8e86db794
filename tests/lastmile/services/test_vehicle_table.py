"""Vehicles as a file: types are made once, vehicles get their place for stock."""

import io

import pytest

from core.imports.declaring import Declaration
from core.imports.services.applying import apply_run
from core.imports.services.checking import check_file
from core.states import ImportMode
from lastmile.models import Vehicle, VehicleType
from lastmile.services.vehicle_table import VEHICLES
from tests import factories
from tests.factories import MORNING

pytestmark = pytest.mark.django_db
HEAD = "code,site,type,kind,payload_kg,load_space_l,features,cost_per_hour"


@pytest.fixture
def dee(db):
    person = factories.user("dee", role="dispatcher")
    factories.site("HEL", seen_by=person)
    return person


def run_of(*rows, by):
    data = "\n".join([HEAD, *rows]).encode()
    return check_file(
        kind=VEHICLES, stream=io.BytesIO(data), file_name="v.csv", declared=Declaration(), by=by, at=MORNING
    )


def bring(*rows, by):
    run = run_of(*rows, by=by)
    return apply_run(run_id=run.public_id, mode=ImportMode.ALL, by=by, at=MORNING).applied


def test_vehicles_of_one_type_share_its_figures(dee):
    rows = ["V1,HEL,van,VAN,800,8000,tail-lift,2800", "V2,HEL,van,,,,,"]
    assert bring(*rows, by=dee).created == 2
    kind = VehicleType.objects.get()
    assert (kind.capacity_g, kind.capacity_ml, kind.features, kind.cost_per_hour) == (
        800_000, 8_000_000, ["tail-lift"], 2800,
    )  # fmt: skip
    assert sorted(Vehicle.objects.values_list("location__code", flat=True)) == ["VEH-V1", "VEH-V2"]
    assert bring(*rows, "", by=dee).unchanged == 2


@pytest.mark.parametrize(
    ("row", "codes"),
    [
        ("V1,ELSE,van,VAN,800,8000,,", ["unknown_site"]),
        ("V1,HEL,van,VAN,,,,", ["missing", "missing"]),
        ("V1,HEL,van,VAN,-1,8000,,", ["too_small"]),
        ("V1,HEL,van,ROCKET,800,8000,,", ["unknown_choice"]),
    ],
)
def test_a_row_that_cannot_be_meant_is_refused(dee, row, codes):
    assert [error["code"] for error in run_of(row, by=dee).errors] == codes
    assert not VehicleType.objects.exists()
