"""A walk over every address of the administration: what services write cannot be changed from there."""

import hashlib

import pytest
from django.contrib.admin.sites import site as admin_site
from django.db import connection

from core.admin_bases import ReadOnlyAdmin
from tests.lastmile import doors
from tests.wms import worlds

pytestmark = pytest.mark.django_db
ABSENT = "01890000-0000-7000-8000-000000000000"


def looked_at() -> list[tuple[type, ReadOnlyAdmin]]:
    return [
        (model, entry) for model, entry in admin_site._registry.items() if isinstance(entry, ReadOnlyAdmin)
    ]


def contents() -> dict[str, str]:
    """A hash of every row of every table that is only looked at."""
    found = {}
    with connection.cursor() as cursor:
        for model, _entry in looked_at():
            if model._meta.label == "admin.LogEntry":
                continue
            cursor.execute(f"SELECT string_agg(t::text, '|' ORDER BY t::text) FROM {model._meta.db_table} t")
            found[model._meta.label] = hashlib.sha256(str(cursor.fetchone()[0]).encode()).hexdigest()
    return found


@pytest.fixture
def world(bo):
    road = doors.on_the_road((2,), (1,))
    worlds.lot(worlds.item(tracking="LOT"))
    return road


def test_no_address_changes_removes_or_adds_what_services_write(desk, world):
    before = contents()
    wrong = []
    for model, _entry in looked_at():
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        row = model._default_manager.order_by("pk").first()
        pk = row.pk if row else (ABSENT if "UUID" in type(model._meta.pk).__name__ else 1)
        everything = {f.attname: f.value_to_string(row) if row else "1" for f in model._meta.concrete_fields}
        bulk = {"action": "delete_selected", "_selected_action": [pk], "post": "yes"}
        tries = {
            f"{base}add/": [{}, everything],
            f"{base}{pk}/change/": [everything, everything | {"_saveasnew": "1"}],
            f"{base}{pk}/delete/": [{"post": "yes"}],
            f"{base}?_to_field=id&_popup=1": [bulk],
            base: [bulk, everything | {"_save": "1", "form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1"}],
        }
        for address, bodies in tries.items():
            for body in bodies:
                answer = desk.post(address, body)
                if answer.status_code not in {403, 302, 400, 200} or (
                    ("/add/" in address or "/change/" in address or "/delete/" in address)
                    and answer.status_code != 403
                ):
                    wrong.append((address, answer.status_code))
        for method in ("put", "patch", "delete"):
            answer = getattr(desk, method)(f"{base}{pk}/change/")
            if answer.status_code >= 500:
                wrong.append((method, base, answer.status_code))
    assert wrong == []
    assert contents() == before


def _opens(desk, model) -> list[tuple[str, int]]:
    """What does not open of a model: list with a search, page, history, file."""
    base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    row = model._default_manager.order_by("pk").first()
    asked = [f"{base}?q=x" if admin_site._registry[model].search_fields else base]
    asked += [f"{base}{row.pk}/change/", f"{base}{row.pk}/history/"] if row else [f"{base}9/change/"]
    wrong = [(address, desk.get(address, follow=True).status_code) for address in asked]
    if row is not None:
        answer = desk.post(base, {"action": "export_as_csv", "_selected_action": [row.pk]})
        text = b"".join(answer.streaming_content).decode() if answer.streaming else ""
        wrong.append((f"{base} as CSV", 200 if text.count("\r\n") > 1 else answer.status_code or 500))
    return [(address, status) for address, status in wrong if status != 200]


def test_every_list_page_history_and_file_opens(desk, world):
    assert [wrong for model in admin_site._registry for wrong in _opens(desk, model)] == []


@pytest.mark.soak
def test_no_way_of_asking_breaks_a_list(desk, world):
    wrong = []
    for model in admin_site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        for more in ("", "?q=%00", "?p=99", "?p=x", "?o=-1.2", "?o=99", "?e=1", "?id__in=x", "?_popup=1"):
            status = desk.get(base + more).status_code
            if status not in {200, 302}:
                wrong.append((base + more, status))
        if desk.get(f"{base}add/").status_code not in {200, 403}:
            wrong.append((base, "add"))
    assert wrong == []
