"""The words of the pages at the returns dock; what stands in braces their scripts fill in."""

from django.utils.translation import gettext as _


def page_words() -> dict[str, str]:
    """By name, for static/returns."""
    return {
        "scan": _("Scan what comes off the van"),
        "left": _("still on it"),
        "empty": _("The van is empty"),
        "closed": _("Route closed"),
        "ready": _("Done"),
        "sending": _("Kept. Waiting for an answer"),
        "refused": _("Refused"),
        "unknown": _("{code} is not on this van."),
        "RESTOCK": _("Available. To the bins"),
        "B_GRADE": _("Second choice. To the bins"),
        "QUARANTINE": _("Quarantine. Set it apart"),
        "TRY_AGAIN": _("Goes out again. To lane"),
        "VENDOR": _("For the vendor. Set it apart"),
        "SCRAP": _("Scrapped. Throw it away"),
        "inspect": _("To the inspection"),
        "waits": _("Goes out again once all of it is in"),
        "damaged": _("Scan what is damaged"),
        "isCold": _("Is it still cold?"),
        "missing": _("Written off"),
        "undone": _("Taken back"),
        "again": _("again"),
        "scanUnit": _("Scan what you look at"),
        "notHere": _("{code} does not wait for an inspection."),
        "toInspect": _("to look at"),
        "nothingToInspect": _("Nothing to look at"),
        "allLookedAt": _("Everything that came back is decided"),
        "proposed": _("The rules say: {what}"),
        "tooWarm": _("It was too warm: it is never sold again."),
        "scanItem": _("Scan what you take"),
        "notToPut": _("{code} does not go to a bin."),
        "putInto": _("Put it into"),
        "anyBin": _("any bin"),
        "vendor": _("The vendor takes it"),
        "putRight": _("Lies in"),
        "nothingToPut": _("Nothing to put away"),
        "allPut": _("Everything lies in its bin"),
        "pieces": _("{n} of {name}"),
    }
