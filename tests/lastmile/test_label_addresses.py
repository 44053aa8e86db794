"""What a parcel's label says of its recipient, its route and its stop comes from the road."""

import pytest

from lastmile.models import Delivery
from lastmile.queries.label_addresses import label_addresses
from tests.lastmile import intakes
from tests.lastmile.intakes import ask, take

pytestmark = pytest.mark.django_db


def test_a_label_names_recipient_and_address_of_the_delivery(tmp_path, settings):
    settings.ROADS_DIR = tmp_path
    intakes.shop("ALT", APPLE=100)
    take(ask("R1"))
    delivery = Delivery.objects.select_related("address").get()
    printed = label_addresses([delivery.shipment_id])[delivery.shipment_id]
    assert printed.name == delivery.recipient_name
    assert printed.lines[0] == delivery.address.line1
    assert printed.deliver_on == delivery.deliver_on
    assert (printed.group, printed.rank) == ("", ""), "not planned yet"


def test_a_shipment_that_is_no_delivery_has_no_address():
    assert label_addresses([0]) == {}
