"""Every sentence of the driver's pages, in the driver's language; `|` parts one and many, `{n}` is a gap.

They stand in the page itself, so that a phone has them without a network.
"""

from django.utils.translation import gettext as _


def page_words() -> dict[str, str]:
    """By the names that static/pod/driver/ uses."""
    return {**_route(), **_stop(), **_proof(), **_part(), **_ends()}


def _route() -> dict[str, str]:
    return {
        "today": _("Today"),
        "loading_day": _("Fetching your day. This needs a network once."),
        "no_route": _("No route for you now. It appears here once the office sends it."),
        "not_a_driver": _("You are no driver here. Ask the office."),
        "place_denied": _("The office does not see where you are: this phone does not tell its place."),
        "no_answer": _("Waybill did not answer. What you see is kept on this phone."),
        "of_stops": _("{done} of {n} stop|{done} of {n} stops"),
        "behind": _("+{n} min on plan"),
        "ahead": _("{n} min ahead of plan"),
        "back_at": _("Back {time}"),
        "leaves_at": _("Leaves at {time}"),
        "loaded_of": _("{loaded} of {n} parcel loaded|{loaded} of {n} parcels loaded"),
        "check_load": _("Check the load"),
        "check_again": _("Check again"),
        "start_route": _("Start the route"),
        "next_stop": _("Next stop · {distance}"),
        "im_here": _("I'm here"),
        "go_on": _("Go on"),
        "navigate": _("Navigate"),
        "call": _("Call"),
        "then": _("Then"),
        "stops": _("Stops"),
        "stops_n": _("{n} stop|{n} stops"),
        "stop_n": _("Stop {number}"),
        "parcels": _("{n} parcel|{n} parcels"),
        "parcel_n": _("Parcel {number}"),
        "passed_by": _("Later"),
        "by": _("by {time}"),
        "late_by": _("late, by {time}"),
        "done": _("Done"),
        "undo": _("Undo"),
        "undone": _("Undone"),
        "saved": _("saved"),
        "sent": _("sent"),
        "break": _("Break"),
        "break_of": _("Break of {n} minute|Break of {n} minutes"),
        "break_taken": _("Break taken"),
        "changed": _("Your route changed"),
        "changed_n": _("Your route changed: {n} stop|Your route changed: {n} stops"),
        "new_route": _("This route is new for you"),
        "understood": _("Understood"),
        "change_ADDED": _("New: stop {place}, about {time}"),
        "change_REMOVED": _("Taken out, was stop {was}"),
        "change_MOVED": _("Now stop {place}, was {was}"),
        "change_RETIMED": _("Stop {place}, now about {time}"),
        "km": _("{figure} km"),
        "m": _("{figure} m"),
        "kg": _("{figure} kg"),
        "back": _("Back"),
        "step": _("Step {number} of 3"),
        "storage_full": _("This phone is almost full. Make room, so that photos can be kept."),
        "found_of": _("{found} of {n} found|{found} of {n} found"),
        "tick_all": _("Tick all"),
        "all_there": _("Everything is there"),
        "missing_n": _("{n} is missing|{n} are missing"),
        "not_scanned_in": _("not scanned in"),
    }


def _stop() -> dict[str, str]:
    return {
        "note": _("Note"),
        "scan": _("Scan"),
        "scanned": _("scanned"),
        "scanned_of": _("{scanned} of {n} parcel in hand|{scanned} of {n} parcels in hand"),
        "in_hand": _("In hand"),
        "not_this": _("Not this"),
        "parcel_ok": _("{code} is right"),
        "belongs_to": _("{code} belongs to stop {number}"),
        "not_on_route": _("{code} is not on this route"),
        "cant_deliver": _("Can't deliver"),
        "only_part": _("Only a part"),
        "later": _("Come back later"),
        "deliver": _("Deliver"),
        "deliver_sign": _("Deliver, get signature"),
        "deliver_photo": _("Deliver, take photo"),
        "this_one": _("This one"),
        "times": _("{n} ×"),  # noqa: RUF001 - the sign for times
        "age_note": _("Only to people of {age} or older. Look at the identity card."),
    }


def _proof() -> dict[str, str]:
    return {
        "to_whom": _("To whom"),
        "must": _("needed"),
        "may": _("if you like"),
        "not_possible": _("Not possible?"),
        "after_all": _("It is possible after all"),
        "why_not": _("Why not?"),
        "who_signs": _("Who signs"),
        "sign_here": _("Sign here"),
        "clear": _("Clear"),
        "take_photo": _("Take photo"),
        "another_photo": _("Another photo"),
        "photo_n": _("Photo {number}"),
        "drop_photo": _("Remove this photo"),
        "pin_of": _("PIN of the recipient, {digits} digits"),
        "pin_right": _("The PIN is right"),
        "pin_wrong": _("Wrong PIN. {n} try left.|Wrong PIN. {n} tries left."),
        "pin_locked": _("Too many wrong PINs. Call the office."),
        "age_question": _("Is the person {age} or older?"),
        "yes": _("Yes"),
        "no": _("No"),
        "too_young": _("Then it may not be handed over."),
        "contactless": _("Contactless"),
        "still_needed": _("Still needed: {what}"),
        "confirm": _("Confirm delivery"),
        "confirm_part": _("Confirm this part"),
        "confirm_not": _("Confirm: not delivered"),
        "saved_next": _("Saved on this phone"),
        "why": _("Why can't you deliver?"),
        "other_reason": _("Another reason"),
    }


def _part() -> dict[str, str]:
    return {
        "part_of_it": _("Only a part is handed over."),
        "part_hint": _("Say what was not handed over. The rest is."),
        "handed_of": _("{given} of {n} handed over|{given} of {n} handed over"),
        "less_of": _("Less: {what}"),
        "more_of": _("More: {what}"),
        "nothing_left": _("Nothing is handed over."),
    }


def _ends() -> dict[str, str]:
    return {
        "delivered": _("Delivered"),
        "delivered_part": _("Delivered in part"),
        "not_delivered": _("Not delivered"),
        "some_open": _("{n} delivery is still open|{n} deliveries are still open"),
        "all_done": _("All stops are done"),
        "end_route": _("End the route"),
        "youre_back": _("You are back. Thank you."),
        "whats_left": _("What is left in the van"),
        "open_first": _("{n} delivery was not told yet.|{n} deliveries were not told yet."),
        "out_of_time": _("Ran out of time"),
        "in_the_van": _("Still in the van"),
        "van_empty": _("Nothing by the books."),
        "bring_back": _("Bring this to the dock; somebody there scans it in."),
        "im_back": _("I'm back"),
        "stock_DAMAGED": _("damaged"),
        "stock_HOLD": _("missing: look for it"),
        "stock_AVAILABLE": "",
    }
