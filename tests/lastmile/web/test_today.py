"""Today is the site's day on every page, also in the hours when the server writes another date."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from lastmile.models import Shift
from tests import factories
from tests.lastmile import worlds
from tests.wms import worlds as stock
from wms.services import places

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> str:
    """A zone in which it is another day than in UTC at the hour in which this test runs."""
    return "Pacific/Kiritimati" if timezone.now().hour >= 12 else "Etc/GMT+12"


@pytest.fixture
def there(zone):
    """Today where the site is: never today in UTC."""
    today = timezone.now().astimezone(ZoneInfo(zone)).date()
    assert today != timezone.now().date()
    return today


@pytest.fixture
def island(zone, client):
    """Dee dispatches at a site on the other side of the date line."""
    person, site = factories.user("dee", role="dispatcher"), worlds.site("ISLE", time_zone=zone)
    places.grant_access(user=person, site=site)
    client.force_login(person)
    return site


@pytest.mark.parametrize("page", ["lastmile:shifts", "lastmile:plans", "lastmile:routes"])
def test_a_page_of_a_day_opens_at_the_sites_today(client, island, there, page):
    assert client.get(reverse(page)).context["day"] == there


def test_a_new_shift_is_proposed_for_the_sites_today(client, island, there):
    form = client.get(reverse("lastmile:shift-new")).context["form"]
    assert form.initial["works_on"] == there


def test_a_week_ago_is_copied_to_the_sites_today(client, island, there):
    before = there - timedelta(days=7)
    opens = datetime.combine(before, datetime.min.time(), tzinfo=island.zone) + timedelta(hours=8)
    worlds.shift(island, opens=opens.astimezone(UTC))
    Shift.objects.update(works_on=before)
    client.post(reverse("lastmile:shifts-copy"))
    assert sorted(Shift.objects.values_list("works_on", flat=True)) == [before, there]


def test_shifts_narrowed_to_a_site_open_at_the_today_of_that_site(client, island, there):
    home = worlds.site("HOME", time_zone="UTC")
    places.grant_access(user=island.accesses.get().user, site=home)
    page = reverse("lastmile:shifts")
    assert client.get(page, {"site": "HOME"}).context["day"] == timezone.now().date()
    assert client.get(page, {"site": "ISLE"}).context["day"] == there


def test_what_lies_in_a_bin_expires_by_the_clock_of_its_site(client, zone, there, ada):
    world = stock.warehouse()
    type(world.site).objects.filter(pk=world.site.pk).update(time_zone=zone)
    places.grant_access(user=ada, site=world.site)
    client.force_login(ada)
    page = client.get(reverse("wms:bin", args=[world.bins[0].public_id]))
    assert page.context["today"] == there
