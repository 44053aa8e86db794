"""Are the depots of a plan on the roads? Said once about the site, not about each order."""

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _

from lastmile.errors import DepotOffRoadsError
from lastmile.queries.planning_input import PlanInput, SiteInput
from lastmile.services.problem_building import Point
from routing.services import travel
from routing.services.travel import NO_ROAD, AccessPoint, Matrix, TravelTimes


def refuse_depots_off_the_roads(given: PlanInput, points: Sequence[Point], found: TravelTimes) -> None:
    """Raise DepotOffRoadsError for the first site from which no order can be driven to, or none back.

    A site that is well on a road, with a single door that is cut off, is left to the engine's reason for that
    order. Estimated times know no roads, so nothing is refused. Asks the road engine about such a site only.
    """
    if found.source != "roads":
        return
    index = {point: at for at, point in enumerate(points)}
    doors = sorted({index[one.longitude, one.latitude] for one in given.deliveries})
    starts, ends = {shift.start for shift in given.shifts}, {shift.end for shift in given.shifts}
    for site in given.sites:
        at = index[site.longitude, site.latitude]
        others = [door for door in doors if door != at]
        stuck = site.id in starts and _all_cut(found.durations[at, others])
        stuck = stuck or (site.id in ends and _all_cut(found.durations[others, at]))
        if stuck:
            near = travel.snap(points=[(site.longitude, site.latitude)])[0]
            if len(others) > 1 or _is_off(near):
                raise DepotOffRoadsError(_sentence(site, near), site=site.code, metres=near.metres)


def _all_cut(seconds: Matrix) -> bool:
    return seconds.size > 0 and bool(np.all(seconds == NO_ROAD))


def _is_off(near: AccessPoint) -> bool:
    return near.source == "roads" and (near.metres is None or near.metres > travel.STRAY_METRES)


def _sentence(site: SiteInput, near: AccessPoint) -> str:
    """What is wrong with the site, and what helps."""
    facts = {"code": site.code, "longitude": f"{site.longitude:.5f}", "latitude": f"{site.latitude:.5f}"}
    if _is_off(near) and near.metres is not None:
        why = _("Site %(code)s (%(latitude)s, %(longitude)s) lies %(km)s km from the nearest road.")
        facts["km"] = str(round(near.metres / 1000))
    elif _is_off(near):
        why = _("Site %(code)s (%(latitude)s, %(longitude)s) lies off the road map.")
    else:
        why = _("No road joins site %(code)s (%(latitude)s, %(longitude)s) with any of these orders.")
    what = _("Correct the coordinates of the site, or build roads from a map that holds it.")
    return f"{why % facts} {what}"
