"""The last line of the orders' slice: 300 orders to real addresses are taken in, located and promised."""

import os
import random
from pathlib import Path

import pytest

from lastmile.models import Address, Delivery
from lastmile.services.asks import AddressAsk, LineAsk
from routing.extracts.addresses import Address as House
from routing.extracts.addresses import read_names
from tests.lastmile import intakes
from tests.lastmile.intakes import ask, take
from tests.routing.world import named_network
from wms.models import Promise

REALDATA = Path(os.environ.get("REALDATA") or Path(__file__).parents[3] / "shared/data")
UDEN = REALDATA / "osm/uden-nl.osm.pbf"
HELSINKI = REALDATA / "osm/helsinki-centre.osm.pbf"
ORDERS = 300

pytestmark = [pytest.mark.django_db, pytest.mark.realdata]


@pytest.mark.parametrize(
    ("extract", "site"), [(UDEN, (5.67, 51.70)), (HELSINKI, (24.94, 60.17))], ids=["uden", "helsinki"]
)
def test_three_hundred_orders_to_real_addresses_are_located_and_promised(extract, site, tmp_path, settings):
    if not extract.exists():
        pytest.skip(f"REALDATA: {extract.name} is not there")
    settings.ROADS_DIR = tmp_path / "roads"
    named_network(extract)
    shop = intakes.shop("REAL", longitude=site[0], APPLE=10_000)
    type(shop.site).objects.filter(pk=shop.site.pk).update(latitude=site[1])
    houses = [one for one in read_names(extract) if isinstance(one, House) and one.city]
    chosen = random.Random(3).sample(houses, ORDERS)
    outcomes = take(
        *(
            ask(
                f"R{number}",
                lines=(LineAsk(sku="APPLE", quantity=1),),
                address=AddressAsk(
                    f"{house.street} {house.number}", postcode=house.postcode, town=house.city
                ),
            )
            for number, house in enumerate(chosen)
        )
    )
    assert {one.outcome for one in outcomes} == {"created"}
    assert Promise.objects.filter(status="OPEN").count() == ORDERS
    located = [one for one in outcomes if one.address_status == "LOCATED"]
    assert len(located) >= ORDERS * 97 // 100
    assert Delivery.objects.plannable().count() == len(located)
    assert not Address.objects.filter(status="LOCATED", longitude__isnull=True).exists()
