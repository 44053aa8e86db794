"""The words that the scripts of the floor's pages say, translated: `{% words "pick" %}`."""

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def words(page: str) -> SafeString:
    """The page's words as JSON under the id `words`; what stands in braces the script fills in."""
    return json_script(WORDS[page](), "words")


def _pick() -> dict[str, str]:
    return {
        "goTo": _("Go to"),
        "takeItem": _("Take, and scan each"),
        "counted": _("{n} of {of} taken, still"),
        "lot": _("lot {lot}"),
        "intoTote": _("Put it into tote"),
        "intoEmpty": _("Put it into a tote"),
        "emptyTote": _("empty"),
        "inTote": _("in tote {tote}"),
        "binRight": _("Right place"),
        "itemRight": _("Right"),
        "wrongBin": _("This is not {wanted}. Go to"),
        "wrongItem": _("This is not it. Take"),
        "wrongLot": _("This is lot {lot}. Take lot {wanted}."),
        "wrongSerial": _("Number {code} is not in this bin."),
        "serialTwice": _("Number {code} was scanned already."),
        "tooMany": _("Too many: only {left} are wanted here."),
        "wantTote": _("Scan the tote now."),
        "toteOf": _("This tote is for order {order}. Take one for {wanted}."),
        "again": _("Scan again"),
        "refused": _("Nothing was moved. Look at the next task."),
        "short": _("Not there"),
        "shortSome": _(
            "You have {n} of {of} {name}. They go into the tote, the rest is looked for elsewhere."
        ),
        "shortNone": _("None of {name} is here? It is looked for in other bins."),
        "looking": _("Looking for it elsewhere …"),
        "missing": _("No other bin has it. Missing:"),
        "elsewhere": _("It lies elsewhere too. Later go to"),
        "undo": _("Undo last"),
        "undoing": _("Undoing …"),
        "putBack": _("Undone. Put it back into"),
        "empty": _("{bin} should be empty of {name} now."),
        "toCount": _("It will be counted. Thank you"),
        "count": _("Count"),
        "overAsk": _("This walk is done"),
        "over": _("Bring the totes to packing"),
    }


def _pack() -> dict[str, str]:
    return {
        "scanTote": _("Scan a tote"),
        "noTote": _("{code} is not a tote in use here."),
        "scanOut": _("Scan out of tote {tote}"),
        "stillToPack": _("still to pack"),
        "toteRight": _("Now out of tote"),
        "toteOf": _("This tote belongs to order {order}. Put it aside."),
        "otherTote": _("This is in tote {tote}. Scan that tote first."),
        "wrongItem": _("This does not belong to order {order}."),
        "wrongLot": _("This is lot {lot}. Lot {wanted} was picked."),
        "tooMany": _("Too many: only {left} were picked."),
        "noMore": _("No more of {name} belongs in here."),
        "notIn": _("Do not put it in"),
        "closing": _("One moment …"),
        "carton": _("Close the carton"),
        "cartonClosed": _("Stick the label on. Number ends in"),
        "allIn": _("Everything is in"),
        "closeIt": _("Close it"),
        "allPacked": _("All cartons are closed"),
        "finish": _("Order is packed"),
        "finished": _("Packed"),
        "out": _("Take out last"),
    }


def _lanes() -> dict[str, str]:
    return {
        "scanParcel": _("Scan a parcel"),
        "notAParcel": _("{code} is not a parcel for a lane."),
        "putInto": _("Put it into lane"),
        "anyLane": _("any lane"),
        "parcelOf": _("parcel {number} of {of}"),
        "before": _("{n} should go in first. If you must, put it into"),
        "wrongLane": _("Wrong lane: this is {lane}. It belongs in"),
        "inLane": _("Stands in lane"),
        "scanLane": _("Take it to the lane and scan"),
        "nothingAsk": _("Every parcel stands in its lane"),
        "nothing": _("Nothing to stage"),
    }


def _back() -> dict[str, str]:
    return {
        "scanUnit": _("Scan the tote or parcel"),
        "unitRight": _("Right"),
        "scanItem": _("Take out and scan"),
        "scanBin": _("Put it back into"),
        "anyBin": _("a bin"),
        "backRight": _("Put back into"),
        "unknown": _("{code} is not to be put back."),
        "nothingAsk": _("Nothing of cancelled orders is left"),
        "nothing": _("Nothing to put back"),
    }


def _counts() -> dict[str, str]:
    return {"unknown": _("{code} is not a bin to count, or you counted it.")}


def _count() -> dict[str, str]:
    return {
        "goTo": _("Go to, and scan the bin"),
        "binRight": _("Right place"),
        "wrongBin": _("This is not {wanted}. Go to"),
        "wrongItem": _("This is not {wanted}. Leave it out."),
        "noLot": _("It has no lot {lot}."),
        "scanLot": _("Scan the lot, not the item."),
        "scanNumber": _("Scan the number of the piece."),
        "serialTwice": _("Number {code} was scanned already."),
        "scanPieces": _("Scan each piece, or type the number"),
        "scanLots": _("Scan the lot of each piece"),
        "scanNumbers": _("Scan the number of each piece"),
        "counted": _("counted"),
        "lot": _("lot {lot}"),
        "again": _("Scan again"),
        "act": _("Count"),
        "sending": _("One moment …"),
        "kept": _("Counted, and kept on this device"),
        "agreed": _("Counted. The bin is used again"),
        "toLead": _("Counted. The lead decides"),
        "recount": _("Counted. Somebody else counts it again"),
        "recountMore": _("Tell a colleague."),
        "fromTheBin": _("Begin again at the bin"),
    }


WORDS = {"pick": _pick, "pack": _pack, "lanes": _lanes, "back": _back, "counts": _counts, "count": _count}
