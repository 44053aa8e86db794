"""Pages of the last mile in a longer language and in one from right to left: nothing sticks out sideways."""

import pytest

from lastmile.models import Delivery, Route, Shift
from lastmile.services import drafting, planning
from tests.browser.looks.looking import PICTURES, WIDTHS, sticks_out, turn_round, write_longer
from tests.factories import MORNING
from tests.lastmile.planning import days
from wms.models import SiteAccess

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = days.DAY.isoformat()


@pytest.fixture
def addresses(bo) -> dict[str, str]:
    """A day with a committed plan and one more preview; by name the pages about it."""
    at = days.site(name="A distribution centre whose name is longer than anybody would like it to be")
    SiteAccess.objects.create(user=bo, site=at)
    days.shift(at, rest=True)
    days.shift(at)
    days.spread(at, 12)
    shifts = list(Shift.objects.values_list("pk", flat=True))
    asked = {"site": at, "plan_on": days.DAY, "shift_ids": shifts, "seconds": 1, "by": bo}
    first = days.solved(planning.draft_plan(**asked))
    drafting.commit_with_paths(draft=first, version=1, by=bo, at=MORNING)
    second = days.solved(planning.draft_plan(**asked))
    route = Route.objects.first()
    order = Delivery.objects.first()
    return {
        "orders": "/orders/",
        "order": f"/orders/{order.public_id}/",
        "amend": f"/orders/{order.public_id}/amend/",
        "checking": "/addresses/check/",
        "plan": f"/plan/?day={DAY}",
        "preview": f"/plan/{second.public_id}/",
        "routes": f"/routes/?day={DAY}",
        "route": f"/routes/{route.public_id}/",
        "manifest": f"/routes/{route.public_id}/manifest/",
        "vehicles": "/fleet/vehicles/",
        "shifts": f"/fleet/shifts/?day={DAY}",
    }


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("change", [write_longer, turn_round])
def test_longer_words_and_the_other_direction_fit(page_of, bo, addresses, width, change):
    page = page_of(bo, width=width, height=WIDTHS[width])
    PICTURES.mkdir(parents=True, exist_ok=True)
    wide = {}
    for name, address in addresses.items():
        page.goto(address)
        page.wait_for_load_state("networkidle")
        change(page)
        page.screenshot(path=PICTURES / f"{change.__name__}-{name}-{width}.png", full_page=True)
        wide[name] = sticks_out(page)
    assert wide == dict.fromkeys(addresses, 0)
