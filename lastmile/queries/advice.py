"""The engine's suggestions in a dispatcher's words, short enough for a button."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from wms.models import Site


def advice_of(
    suggestion: dict[str, Any] | None, vehicles: Mapping[str, str], midnight: datetime, site: Site
) -> str:
    """What the button says; `vehicles` maps the shifts' public ids to the codes of their vehicles."""
    if suggestion is None:
        return ""
    kind = suggestion["kind"]
    if kind == "several":
        return " + ".join(advice_of(step, vehicles, midnight, site) for step in suggestion["steps"])
    facts = {
        "vehicle": vehicles.get(str(suggestion.get("vehicle") or suggestion.get("like")), ""),
        "skill": suggestion.get("skill", ""),
        "feature": suggestion.get("feature", ""),
        "parts": suggestion.get("parts", ""),
        "minutes": -(-int(suggestion.get("seconds", 0)) // 60),
    }
    if kind == "widen_window":
        facts |= {name: _clock(suggestion[name], midnight, site) for name in ("opens", "closes")}
    return str(_words()[kind]) % facts if kind in _words() else ""


def _clock(seconds: int, midnight: datetime, site: Site) -> str:
    return f"{(midnight + timedelta(seconds=seconds)).astimezone(site.zone):%H:%M}"


def _words() -> dict[str, str]:
    return {
        "widen_window": _("Deliver from %(opens)s to %(closes)s"),
        "extend_shift": _("Let %(vehicle)s work %(minutes)s min longer"),
        "begin_earlier": _("Let %(vehicle)s begin %(minutes)s min earlier"),
        "add_skill": _("Send someone with “%(skill)s” along in %(vehicle)s"),
        "add_vehicle_feature": _("Take “%(feature)s” along in %(vehicle)s"),
        "raise_capacity": _("Give %(vehicle)s a trailer"),
        "raise_limit": _("Let %(vehicle)s do more today"),
        "drop_breaks": _("Agree the breaks of %(vehicle)s by hand"),
        "add_vehicle": _("Add a vehicle like %(vehicle)s"),
        "split_order": _("Send it in %(parts)s parts"),
        "move_visit": _("Meet at the nearest place one can reach"),
    }
