"""Changing an item on its page: by the field, never over somebody else's change, told in its history."""

import pytest
from django.test import Client

from core.public_events import history_of
from tests import factories
from wms.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def rim(ada):
    factories.site(seen_by=ada)
    return factories.item("RM-1", name="Rim", category="Wheels")


@pytest.fixture
def page(ada):
    client = Client()
    client.force_login(ada)
    return client


def address(of: Item) -> str:
    return f"/items/{of.public_id}/change/"


def shown(page, of: Item) -> dict[str, object]:
    """What a browser would send back if nobody touched the form."""
    form = page.get(address(of)).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {
        name: "on" if value is True else value
        for name, value in values.items()
        if value is not None and value is not False
    }


def test_a_change_is_written_and_its_history_says_who_changed_what(page, rim, ada):
    answer = page.post(address(rim), shown(page, rim) | {"name": "Wide rim", "weight_g": "435"})

    assert answer.status_code == 302
    rim.refresh_from_db()
    assert (rim.name, rim.weight_g, rim.category) == ("Wide rim", 435, "Wheels")
    (event,) = history_of("item", rim.public_id)
    assert (event.type, event.actor) == ("item.changed", ada.actor_name)
    assert sorted(event.changed) == ["name", "weight_g"]
    assert event.facts["before"] == {"name": "Rim", "weight_g": None}


def test_saving_what_stands_there_already_tells_nothing(page, rim):
    assert page.post(address(rim), shown(page, rim)).status_code == 302
    assert history_of("item", rim.public_id) == []


def test_nobody_overwrites_a_change_that_he_did_not_see(page, rim):
    mine, theirs = shown(page, rim), shown(page, rim)
    page.post(address(rim), theirs | {"name": "Theirs"})

    answer = page.post(address(rim), mine | {"name": "Mine"})

    assert answer.status_code == 409
    assert "Somebody changed this item meanwhile" in answer.content.decode()
    rim.refresh_from_db()
    assert rim.name == "Theirs"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("name", "bell\x07"), ("weight_g", "0"), ("weight_g", "-5"), ("weight_g", "NaN"),
        ("length_mm", "9" * 30), ("temperature", "WARM"), ("reorder_point", "x"), ("external_id", "taken"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_at_its_field_and_nothing_is_written(page, rim, field, value):
    factories.item("RM-2", external_id="taken")

    answer = page.post(address(rim), shown(page, rim) | {"category": "Other", field: value})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    rim.refresh_from_db()
    assert rim.category == "Wheels"


def test_what_expires_must_be_tracked_and_the_form_says_so_there(page, rim):
    answer = page.post(address(rim), shown(page, rim) | {"has_expiry": "on"})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["tracking"]


def test_who_may_only_look_finds_no_button_and_no_form(rim, bo):
    client = Client()
    client.force_login(bo)

    assert address(rim) not in client.get(f"/items/{rim.public_id}/").content.decode()
    assert client.get(address(rim)).status_code == 403
