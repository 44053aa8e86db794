"""Saving in the administration: rules of services and database, told in the form; nothing half-written."""

import pytest
from django.contrib.admin.models import LogEntry

from core.models import PublicEvent
from tests import factories
from tests.admin.forms import errors, filled
from tests.lastmile import worlds as roads
from tests.wms import worlds
from wms.models import Barcode, CartonType, Item, Location, Owner, Printer, Site
from wms.services._item_rows import PackSpec
from wms.services.items import add_pack

pytestmark = pytest.mark.django_db


def test_a_new_site_gets_its_virtual_places(desk):
    data = filled(desk, "/admin/wms/site/add/", code="NEW", name="New", longitude="13.5", latitude="52.5")
    assert desk.post("/admin/wms/site/add/", data).status_code == 302
    site = Site.objects.get(code="NEW")
    assert (site.longitude, site.latitude) == (13.5, 52.5)
    assert site.locations.filter(code__startswith="@").count() == 4


@pytest.mark.parametrize(
    ("point", "why"),
    [(("0", "0"), "site lies on the globe"), (("13", ""), "both coordinates"), (("999", "1"), "globe")],
)
def test_a_point_that_is_none_is_refused_in_words(desk, point, why):
    data = filled(desk, "/admin/wms/site/add/", code="NEW", name="New", longitude=point[0], latitude=point[1])
    answer = desk.post("/admin/wms/site/add/", data)
    assert (answer.status_code, why in errors(answer)) == (200, True)
    assert "“" not in errors(answer)
    assert not Site.objects.exists()


def test_an_item_is_changed_by_its_service_and_the_history_says_by_whom(desk, root):
    item = worlds.item(name="Old")
    address = f"/admin/wms/item/{item.pk}/change/"
    assert desk.post(address, filled(desk, address, name="New", value_minor="1250")).status_code == 302
    item.refresh_from_db()
    assert (item.name, item.value_minor) == ("New", 1250)
    event = PublicEvent.objects.get(type="item.changed")
    assert (event.facts["before"], event.facts["after"]) == (
        {"name": "Old", "value_minor": None},
        {"name": "New", "value_minor": 1250},
    )
    page = desk.get(f"/admin/wms/item/{item.pk}/history/").content.decode()
    assert page.count("<del>Old</del> → <ins>New</ins>") == 2, "what was done here, and the log"
    assert "Root" in page


def test_what_was_changed_elsewhere_stands_in_the_history_too(desk, bo):
    from wms.services.editing_items import edit_item, version_of

    item = worlds.item(name="Old")
    edit_item(item_id=item.pk, seen=version_of(item), values={"name": "New"}, by=bo, at=worlds.MORNING)
    page = desk.get(f"/admin/wms/item/{item.pk}/history/").content.decode()
    assert "item.changed" in page
    assert "Bo" in page


def test_a_rule_of_the_service_stands_at_its_field(desk):
    item = worlds.item()
    address = f"/admin/wms/item/{item.pk}/change/"
    answer = desk.post(address, filled(desk, address, name="a\x07b"))
    assert (answer.status_code, "Control characters cannot stand here" in errors(answer)) == (200, True)
    item.refresh_from_db()
    assert item.name == "Thing"
    assert not LogEntry.objects.exists()
    assert not PublicEvent.objects.exists()


def test_nobody_overwrites_a_change_that_he_did_not_see(desk):
    box = CartonType.objects.create(
        code="S", name="Small", length_mm=1, width_mm=1, height_mm=1, holds_ml=1, max_weight_g=1
    )
    address = f"/admin/wms/cartontype/{box.pk}/change/"
    mine, theirs = filled(desk, address, name="Mine"), filled(desk, address, name="Theirs")
    assert desk.post(address, theirs).status_code == 302
    answer = desk.post(address, mine)
    assert (answer.status_code, "Somebody changed this meanwhile" in errors(answer)) == (200, True)
    box.refresh_from_db()
    assert box.name == "Theirs"


def test_what_only_the_database_sees_is_told_and_not_a_broken_page(desk):
    """The kind of a place is a read-only field once it holds stock; the form is older than the stock."""
    world = worlds.warehouse()
    place = world.bins[0]
    address = f"/admin/wms/location/{place.pk}/change/"
    data = filled(desk, address, code="@B-1")
    answer = desk.post(address, data)
    assert (answer.status_code, "kept for virtual places" in errors(answer)) == (200, True)
    place.refresh_from_db()
    assert place.code == "A-01"


def test_a_constraint_that_no_form_checks_is_told_in_words(desk, monkeypatch):
    """As when two save the same code at one moment: the form of the second was checked before."""
    Owner.objects.create(code="ONE", name="One")
    monkeypatch.setattr("django.db.models.Model.validate_unique", lambda *_, **__: None)
    monkeypatch.setattr("django.db.models.Model.validate_constraints", lambda *_, **__: None)
    answer = desk.post("/admin/wms/owner/add/", {"code": "ONE", "name": "Two"})
    assert answer.status_code == 200
    assert "That cannot be" in errors(answer)
    assert list(Owner.objects.values_list("name", flat=True)) == ["One"]
    assert not LogEntry.objects.exists()


def test_a_code_that_means_a_pack_of_another_item_is_refused(desk):
    item, other = worlds.item(), worlds.item()
    pack = add_pack(item=other, spec=PackSpec(name="Box", quantity=6))
    address = f"/admin/wms/item/{item.pk}/change/"
    line = {
        "barcodes-TOTAL_FORMS": "1", "barcodes-0-code": "4006381333931", "barcodes-0-pack": str(pack.pk),
        "barcodes-0-item": str(item.pk), "barcodes-0-id": "",
    }  # fmt: skip
    answer = desk.post(address, filled(desk, address, **line))
    assert (answer.status_code, "a pack of another item" in errors(answer)) == (200, True)
    assert not Barcode.objects.exists()


def test_what_others_refer_to_is_not_removed_and_the_page_says_what(desk):
    world = worlds.warehouse()
    world.receive(1)
    for address in (f"/admin/wms/item/{world.item.pk}/delete/", f"/admin/wms/site/{world.site.pk}/delete/"):
        answer = desk.post(address, {"post": "yes"})
        assert answer.status_code in {200, 403}
    assert Item.objects.filter(pk=world.item.pk).exists()
    assert Site.objects.filter(pk=world.site.pk).exists()


def test_a_virtual_place_belongs_to_its_site(desk):
    world = worlds.warehouse()
    place = Location.objects.get(site=world.site, code="@SUPPLIER")
    address = f"/admin/wms/location/{place.pk}/"
    assert desk.get(f"{address}change/").status_code == 200
    assert desk.post(f"{address}change/", {"code": "x"}).status_code == 403
    assert desk.post(f"{address}delete/", {"post": "yes"}).status_code == 403


def test_a_vehicle_comes_with_its_place_on_the_books_and_stays(desk):
    at = roads.site()
    kind = roads.van(at).type
    data = filled(desk, "/admin/lastmile/vehicle/add/", code="VAN-9", site=at.pk, type=kind.pk, plate="B-1")
    assert desk.post("/admin/lastmile/vehicle/add/", data).status_code == 302
    vehicle = kind.vehicles.get(code="VAN-9")
    assert vehicle.location.code == "VEH-VAN-9"
    assert desk.post(f"/admin/lastmile/vehicle/{vehicle.pk}/delete/", {"post": "yes"}).status_code == 403
    address = f"/admin/lastmile/vehicle/{vehicle.pk}/change/"
    assert desk.post(address, filled(desk, address, plate="B-2", is_active=None)).status_code == 302
    vehicle.refresh_from_db()
    assert (vehicle.plate, vehicle.is_active) == ("B-2", False)


def test_numbers_that_no_column_holds_are_refused(desk):
    site = factories.site()
    data = filled(desk, "/admin/wms/printer/add/", site=site.pk, name="P", host="h", port="70000")
    answer = desk.post("/admin/wms/printer/add/", data)
    assert (answer.status_code, "65535" in errors(answer)) == (200, True)
    huge = filled(
        desk, "/admin/wms/printer/add/", site=site.pk, name="P", host="h", width_mm="99999999999999"
    )
    assert desk.post("/admin/wms/printer/add/", huge).status_code == 200
    assert not Printer.objects.exists()


def test_a_rule_about_proof_is_ticked_not_typed(desk):
    from pod.models import ProofPolicy

    rule = ProofPolicy.objects.order_by("rank").last()
    address = f"/admin/pod/proofpolicy/{rule.pk}/change/"
    data = filled(desk, address, waivers=["DARK", "BROKEN"], mode="MANDATORY_UNLESS")
    answer = desk.post(address, data)
    assert answer.status_code == 302, errors(answer)
    rule.refresh_from_db()
    assert rule.waivers == ["DARK", "BROKEN"]
