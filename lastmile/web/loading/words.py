"""The words of the loading page; what stands in braces its script fills in."""

from django.utils.translation import gettext as _


def page_words() -> dict[str, str]:
    """By name, for static/lastmile/loading."""
    return {
        "next": _("Next: stop {stop}"),
        "noPlace": _("where there is room"),
        "allIn": _("All is in or short"),
        "done": _("Ready"),
        "leave": _("Let the van leave"),
        "loaded": _("Load it: {place}"),
        "unit": _("{address} · {number} of {of}"),
        "wrong_vehicle": _("Wrong van. Put it on"),
        "not_planned": _("On no route"),
        "already_loaded": _("It is in already"),
        "other_site": _("Another site's label"),
        "not_ready": _("Not packed yet"),
        "on_hold": _("On hold"),
        "unknown": _("Not a label of ours"),
        "out_of_sequence": _("Too early"),
        "units": _("{n} in the way"),
        "insist": _("Load it anyway"),
        "refused": _("Refused"),
        "sending": _("Kept. Waiting for an answer"),
        "undone": _("Back to the lane"),
        "aside": _("Set it aside"),
        "short": _("Stays behind"),
        "stop": _("stop {stop}"),
        "left": _("Show {n} left"),
        "gone": _("The van has left"),
        "scanDamaged": _("Scan the damaged unit"),
        "again": _("Scan the next one"),
    }
