import pytest
from django.contrib import admin
from django.contrib.admin.sites import site as admin_site
from django.test import Client

from core.admin_bases import ReadOnlyAdmin
from tests import factories
from tests.wms import worlds
from wms.models import Barcode, CartonType, Item, Location, Owner, Pack, Printer, Site, SiteAccess

pytestmark = pytest.mark.django_db
EDITABLE = {CartonType, Item, Location, Owner, Printer, Site, SiteAccess}


@pytest.fixture
def root():
    person = factories.user("root")
    person.is_staff = person.is_superuser = True
    person.save(update_fields=["is_staff", "is_superuser"])
    client = Client()
    client.force_login(person)
    return client


def ours() -> dict[type, admin.ModelAdmin]:
    return {model: entry for model, entry in admin_site._registry.items() if model._meta.app_label == "wms"}


def test_only_reference_data_can_be_edited():
    editable = {model for model, entry in ours().items() if not isinstance(entry, ReadOnlyAdmin)}
    assert editable == EDITABLE
    assert Pack not in ours()


def test_every_list_opens_with_stock_in_it(root):
    world = worlds.warehouse()
    world.receive(3)
    world.order(1)
    for model in ours():
        name = model._meta.model_name
        assert root.get(f"/admin/wms/{name}/").status_code == 200, name
        assert root.get(f"/admin/wms/{name}/?q=x").status_code in {200, 302}, name


def test_the_ledger_can_be_looked_at_and_not_changed(root):
    world = worlds.warehouse()
    posting = world.receive(3)
    assert root.get(f"/admin/wms/stocktransaction/{posting.pk}/change/").status_code == 200
    assert root.post(f"/admin/wms/stocktransaction/{posting.pk}/change/", {"reason": "x"}).status_code == 403
    assert root.get("/admin/wms/stockbalance/add/").status_code == 403
    assert root.post(f"/admin/wms/stocktransaction/{posting.pk}/delete/", {"post": "yes"}).status_code == 403


def test_unit_and_tracking_of_an_item_with_history_stay(root):
    world = worlds.warehouse()
    entry = admin_site._registry[Item]
    assert entry.get_readonly_fields(None, world.item) == ["sku"]
    world.receive(3)
    assert entry.get_readonly_fields(None, world.item) == ["sku", "base_unit", "tracking"]


def test_a_wrong_check_digit_is_refused_beside_its_field(root):
    item = worlds.item()
    page = root.get(f"/admin/wms/item/{item.pk}/change/")
    form = page.context["adminform"].form
    data = {name: form.initial.get(name, "") or "" for name in form.fields}
    data |= {
        "packs-TOTAL_FORMS": 0,
        "packs-INITIAL_FORMS": 0,
        "barcodes-TOTAL_FORMS": 1,
        "barcodes-INITIAL_FORMS": 0,
    }
    data |= {"is_active": "on", "barcodes-0-code": "4006381333932", "barcodes-0-item": item.pk}
    answer = root.post(f"/admin/wms/item/{item.pk}/change/", data)
    assert "the last digit should be 1" in answer.content.decode()
    assert not Barcode.objects.exists()
