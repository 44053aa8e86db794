"""The sentences a dispatcher reads about a visit that is left out; the code picks the sentence.

Callers that translate use the code and the facts; the English text stands here once.
"""

from routing.engine.plan import Reason

TEXTS = {
    "not_placed_yet": "Not placed yet; the search is still running.",
    "no_skill": "No driver who may come has the skill “{skill}”.",
    "no_feature": "No vehicle that may come has “{feature}”.",
    "vehicle_not_allowed": "The order may ride with no vehicle of this plan.",
    "locked_elsewhere": "The order is locked to {vehicle}, which may not take it.",
    "locked_and_full": "The order is locked to {vehicle}, which has no room for it.",
    "too_big": "Too much {load} for any vehicle that may come: {amount}, the largest carries {most}.",
    "cannot_carry": "No vehicle that may come carries any {load}.",
    "no_road": "No vehicle can reach this address: no road leads there and on.",
    "window_too_early": "Its windows close before any vehicle can be there ({seconds} s too early).",
    "window_too_late": "Its windows open too late: {vehicle} would be back {seconds} s after its shift ends.",
    "too_far_for_shift": "Too far or long for a shift: {vehicle} would be back {seconds} s after it ends.",
    "too_long_for_vehicle": "A tour for it alone is {seconds} s longer than {vehicle} may be out.",
    "too_far_for_vehicle": "A tour for it alone is {metres} m longer than {vehicle} may drive.",
    "no_stops_allowed": "{vehicle} may make no stop at all.",
    "break_in_the_way": "The breaks of {vehicle} leave no time for it.",
    "too_expensive": "Serving it costs more than leaving it out ({penalty}).",
    "windows_full": "Nobody has time left inside its windows; at another time there would be room.",
    "shifts_full": "Every shift is full; {vehicle} would need {seconds} s more.",
    "vehicles_full": "Every vehicle that could take it is full.",
    "all_full": "Every vehicle that could take it is busy at the time.",
    "lower_priority": "Only orders of higher priority fit; this one has priority {priority}.",
}


def reason(code: str, **facts: object) -> Reason:
    """The reason with its sentence."""
    return Reason(code, TEXTS[code].format(**facts), facts)
