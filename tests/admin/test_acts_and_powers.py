"""Acts ask first and call services; a role means the same here as on the pages."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group

from accounts.models import ApiKey, User
from core.models import PublicEvent
from tests import factories
from tests.admin.forms import errors, filled, told
from tests.lastmile import worlds as roads
from tests.wms import worlds
from wms.models import Lot, Site
from wms.services.places import grant_access

pytestmark = pytest.mark.django_db


@pytest.fixture
def lot():
    world = worlds.warehouse(tracking="LOT")
    made = worlds.lot(world.item)
    world.receive(5, lot=made)
    return made


def ask(desk, model, name, *rows, **more):
    body = {"action": name, "_selected_action": [row.pk for row in rows], "index": "0"} | more
    return desk.post(f"/admin/{model}/", body, follow=True)


def test_a_lot_is_held_after_a_question_and_with_its_reason(desk, lot):
    question = ask(desk, "wms/lot", "hold", lot)
    assert "no longer promised" in question.content.decode()
    assert Lot.objects.get().status == "RELEASED", "a question changes nothing"
    answer = ask(desk, "wms/lot", "hold", lot, confirmed="yes", reason="smells")
    assert "Hold: 1 done." in told(answer)
    assert Lot.objects.get().status == "HOLD"
    assert PublicEvent.objects.get(type="lot.held").facts["reason"] == "smells"
    assert LogEntry.objects.get().get_change_message() == "Hold: smells"
    again = ask(desk, "wms/lot", "hold", lot, confirmed="yes")
    assert "there was nothing to do" in told(again)
    assert PublicEvent.objects.filter(type="lot.held").count() == 1


def test_who_may_look_and_not_act_finds_no_act_and_cannot_send_one(desk_of, lot):
    cara = factories.user("cara", role="customer service")
    grant_access(user=cara, site=Site.objects.get())
    desk = desk_of(cara)
    assert 'value="hold"' not in desk.get("/admin/wms/lot/").content.decode()
    answer = ask(desk, "wms/lot", "hold", lot, confirmed="yes")
    assert answer.status_code == 200
    assert Lot.objects.get().status == "RELEASED"


def test_a_refusal_of_the_service_is_a_message_and_the_others_go_on(desk):
    at = roads.site()
    free, planned = roads.shift(at), roads.shift(at)
    roads.route(planned, roads.delivery(at))
    answer = ask(desk, "lastmile/shift", "cancel_shift", free, planned, confirmed="yes")
    assert "Cancel: 1 done." in told(answer)
    assert "A route is planned into this shift" in told(answer)
    free.refresh_from_db()
    planned.refresh_from_db()
    assert (free.cancelled_at is None, planned.cancelled_at) == (False, None)


def test_a_key_is_shown_once_and_revoked(desk, client_of):
    robot = factories.user("robot", role="integrator")
    answer = desk.post("/admin/accounts/apikey/add/", {"user": robot.pk, "label": "Shop"})
    secret = answer.context["secret"]
    key = ApiKey.objects.get()
    assert "no-store" in answer.headers["Cache-Control"]
    assert secret[:8] == key.prefix
    page = desk.get(f"/admin/accounts/apikey/{key.pk}/change/").content.decode()
    assert secret not in page
    assert key.secret_hash not in page
    assert secret not in str(LogEntry.objects.values_list("change_message", "object_repr"))
    assert desk.post(f"/admin/accounts/apikey/{key.pk}/change/", {"label": "x"}).status_code == 403
    ask(desk, "accounts/apikey", "revoke", key, confirmed="yes")
    key.refresh_from_db()
    assert key.revoked_at is not None


def test_nobody_acts_by_a_key_as_somebody_with_more_powers(desk_of, root):
    desk = desk_of(factories.user("chief", role="administrator"))
    answer = desk.post("/admin/accounts/apikey/add/", {"user": root.pk, "label": "Mine"})
    assert (answer.status_code, ApiKey.objects.count()) == (200, 0)
    assert "user" in answer.context["adminform"].form.errors
    robot = factories.user("robot", role="integrator")
    desk.post("/admin/accounts/apikey/add/", {"user": robot.pk, "label": "Shop"})
    assert ApiKey.objects.get().user == robot


def test_somebody_remains_in_charge(desk, root):
    address = f"/admin/accounts/user/{root.pk}/change/"
    for change in ({"is_active": None}, {"is_superuser": None}):
        answer = desk.post(address, filled(desk, address, **change))
        assert (answer.status_code, "last administrator" in errors(answer)) == (200, True)
    root.refresh_from_db()
    assert (root.is_active, root.is_superuser) == (True, True)
    other = factories.user("other")
    User.objects.filter(pk=other.pk).update(is_superuser=True, is_staff=True)
    assert desk.post(address, filled(desk, address, is_superuser=None)).status_code == 302


def test_nobody_gives_powers_that_he_does_not_have(desk_of, root):
    mia = factories.user("mia", role="administrator")
    small = Group.objects.create(name="night shift")
    desk, picker = desk_of(mia), factories.user("pit", role="picker")
    address = f"/admin/accounts/user/{picker.pk}/change/"
    desk.post(address, filled(desk, address) | {"is_superuser": "on", "is_staff": "on", "groups": [small.pk]})
    picker.refresh_from_db()
    assert (picker.is_superuser, picker.is_staff) == (False, False)
    assert list(picker.groups.all()) == [small]
    assert desk.post(f"/admin/accounts/user/{root.pk}/change/", {"username": "x"}).status_code == 403
    assert desk.post(f"/admin/accounts/user/{root.pk}/password/", {"password1": "x"}).status_code in {
        403,
        404,
    }
    assert desk.get("/admin/auth/group/add/").status_code == 403


def test_the_houses_roles_are_looked_at_and_others_are_made(desk):
    house = Group.objects.get(name="picker")
    assert desk.get(f"/admin/auth/group/{house.pk}/change/").status_code == 200
    assert desk.post(f"/admin/auth/group/{house.pk}/change/", {"name": "x"}).status_code == 403
    offered = desk.get("/admin/auth/group/add/").context["adminform"].form.fields["permissions"].queryset
    assert {p.codename for p in offered} >= {"pick", "view_stock"}
    assert "delete_item" not in {p.codename for p in offered}
    pick = next(p for p in offered if p.codename == "pick")
    assert desk.post("/admin/auth/group/add/", {"name": "temps", "permissions": [pick.pk]}).status_code == 302


@pytest.mark.parametrize(
    ("role", "seen", "hidden"),
    [
        ("picker", ["wms/item", "wms/location"], ["lastmile/route", "accounts/user", "core/publicevent"]),
        ("dispatcher", ["lastmile/driver", "lastmile/incident"], ["accounts/user", "accounts/apikey"]),
        ("driver", [], ["wms/item", "lastmile/route", "accounts/device"]),
        ("administrator", ["accounts/user", "accounts/apikey", "wms/site"], []),
    ],
)
def test_a_role_sees_here_what_it_sees_on_the_pages(desk_of, role, seen, hidden):
    desk = desk_of(factories.user(role.replace(" ", ""), role=role))
    assert {name: desk.get(f"/admin/{name}/").status_code for name in seen} == dict.fromkeys(seen, 200)
    assert {name: desk.get(f"/admin/{name}/").status_code for name in hidden} == dict.fromkeys(hidden, 403)


def test_only_the_sites_of_the_person_are_seen_and_offered(desk_of):
    mine, other = worlds.warehouse(), worlds.warehouse()
    lea = factories.user("lea", role="warehouse lead")
    grant_access(user=lea, site=mine.site)
    desk = desk_of(lea)
    assert mine.bins[0].pk != other.bins[0].pk
    rows = desk.get("/admin/wms/location/").context["cl"].queryset
    assert {place.site for place in rows} == {mine.site}
    strange = desk.get(f"/admin/wms/location/{other.bins[0].pk}/change/", follow=True)
    assert strange.request["PATH_INFO"] == "/admin/"
    offered = desk.get("/admin/wms/location/add/").context["adminform"].form.fields["site"].queryset
    assert list(offered) == [mine.site]
