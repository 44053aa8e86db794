"""What a phone fetches before anybody knows it, and what it may read once it is paired."""

import json
import re

import pytest
from django.test import Client

from accounts import offline
from accounts.services import pairing
from accounts.states import DeviceScope
from tests.accounts.phones import Phone
from tests.factories import MORNING

pytestmark = pytest.mark.django_db


def shell_in(source: str) -> dict:
    """What the server put before the worker's source."""
    return json.loads(re.match(r"const SHELL = (.*);\n", source)[1])


@pytest.mark.parametrize("place", ["driver", "floor"])
def test_the_worker_names_files_that_are_there_and_a_release_that_is_their_content(client, place):
    answer = client.get(f"/{place}/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    shell = shell_in(answer.content.decode())
    assert shell["base"] == f"/{place}/"
    assert {"/static/device/outbox.js", "/static/device/device.css", "/static/css/app.css"} <= set(
        shell["files"]
    )
    assert "/static/device/sw.js" not in shell["files"]
    missing = [address for address in shell["files"] if client.get(address).status_code != 200]
    assert missing == []
    assert client.get(f"/{place}/version.json").json() == {"release": shell["release"], "off": False}


def test_another_app_adds_its_files_and_pages_and_the_release_changes(monkeypatch):
    monkeypatch.setattr(offline, "_wanted", type(offline._wanted)(offline._Wanted))
    before = offline._shell(DeviceScope.DRIVER)
    offline.keep("DRIVER", files=["map/map.css"], pages=["/driver/"])
    after = offline._shell(DeviceScope.DRIVER)
    assert set(after.files) - set(before.files) == {"/static/map/map.css"}
    assert (after.pages, before.pages, after.release != before.release) == (["/driver/"], [], True)


def test_switched_off_the_worker_ends_itself_and_phones_are_told(client, settings):
    settings.OFFLINE_PAGES = False
    assert "unregister" in client.get("/driver/sw.js").content.decode()
    assert client.get("/driver/version.json").json() == {"release": "", "off": True}


@pytest.mark.parametrize("place", ["driver", "floor"])
def test_a_stranger_may_open_the_pairing_page_and_it_names_nobody(client, cem, place):
    page = client.get(f"/{place}/pair/").content.decode()
    assert 'inputmode="numeric"' in page
    assert "Cem" not in page
    assert client.get("/elsewhere/pair/").status_code in {302, 404}


def test_a_paired_phone_reads_the_pages_of_its_scope_and_changes_nothing_there(cem, bo):
    phone = Phone(cem)
    client = Client()
    client.cookies["device"] = phone.token
    assert client.get("/driver/setup/").status_code == 200
    assert client.get("/floor/setup/")["Location"].startswith("/sign-in/")
    assert client.get("/items/")["Location"].startswith("/sign-in/")
    assert client.post("/driver/setup/")["Location"].startswith("/sign-in/")
    pairing.revoke_device(device=phone.device, by=bo, at=MORNING)
    assert client.get("/driver/setup/")["Location"].startswith("/sign-in/")


def test_on_the_floor_a_terminal_belongs_to_who_signed_in_last(ada, eve):
    phone = Phone(ada, scope="FLOOR")
    client = Client()
    client.cookies["device"] = phone.token
    client.force_login(eve)
    page = client.get("/floor/setup/").content.decode()
    assert f'data-person="{eve.public_id}"' in page
    assert 'data-user="session"' in page
