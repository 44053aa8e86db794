"""The demo's day, made once with the city's real roads."""

import csv
import io
import json
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client

from core.invariants import violations
from demo.day.goods import catalogue, items_table, stock_table
from lastmile.models import Delivery, Load, PlanDraft, Route
from lastmile.states import AddressStatus, DeliveryStatus
from wms.models import Item, PromiseBucket


def rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode())))


def test_the_catalogue_has_150_things_that_can_be_told_apart_and_all_have_sizes():
    items = rows(items_table(catalogue()))
    assert len(items) == len({one["sku"] for one in items}) == 150
    assert all(
        int(one[name]) > 0 for one in items for name in ("weight_g", "length_mm", "width_mm", "height_mm")
    )


def test_everything_lies_in_two_bins_along_one_walk():
    stock = rows(stock_table(catalogue()))
    assert [int(one["pick_sequence"]) for one in stock] == list(range(1, 301))
    assert len({one["bin"] for one in stock}) == 300


@pytest.mark.django_db(transaction=True)
def test_the_demo_comes_up_planned_on_real_roads_and_a_second_run_changes_nothing(
    settings, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr("demo.day.making.SEARCH_SECONDS", 4)
    settings.VAR, settings.ROADS_DIR = tmp_path, tmp_path / "roads"
    call_command("prepare_demo")
    assert (Item.objects.count(), Delivery.objects.count()) == (150, 200)
    draft = PlanDraft.objects.select_related("run").get()
    assert draft.run.roads == "roads", "a time of the demo is estimated"
    assert not Route.objects.filter(is_estimated=True).exists()
    planned = Delivery.objects.filter(status=DeliveryStatus.PLANNED).count()
    assert planned == 200 - draft.run.unplanned
    assert planned >= 190
    assert Load.objects.count() == Route.objects.count() == len(draft.run.plan["routes"])
    assert not Delivery.objects.filter(address__status=AddressStatus.CHECK).exists()
    assert PromiseBucket.objects.filter(promised__gt=0).exists()
    assert violations() == []

    accounts = json.loads((tmp_path / "demo-accounts.json").read_text())
    for one in accounts:
        client = Client()
        assert client.login(username=one["username"], password=one["password"])

    before = (Delivery.objects.count(), Route.objects.count())
    call_command("prepare_demo")
    assert "there already" in capsys.readouterr().out
    assert (Delivery.objects.count(), Route.objects.count()) == before
    assert date.fromisoformat(str(draft.plan_on))
