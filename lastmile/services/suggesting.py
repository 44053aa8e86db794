"""Carrying out what the engine suggests for an order it left out: the real window, shift or order is changed.

The engine's suggestion names visits by the delivery's public id and vehicles by the shift's. After the change
the day is planned anew; nothing is changed in the draft that made the suggestion.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import BadInputError, NotFoundError, StaleError
from core.public_events import Happening, record
from core.transactions import service
from lastmile.models import Address, Delivery, DeliveryWindow, PlanDraft, Shift
from lastmile.queries.planning_input import midnight_of
from lastmile.services import fleet_growing, splitting
from lastmile.states import DraftStatus

type Suggestion = dict[str, Any]
type Carry = Callable[["_Change", Suggestion], None]


@service
def apply_suggestion(*, draft_id: int, suggestion: Suggestion, by: User | None, at: datetime) -> list[str]:
    """Change what the suggestion names; returns what was done, one sentence per change.

    The draft is stale afterwards: a second click on the same button changes nothing more. Raises StaleError
    for a draft that is not a preview any more, BadInputError for a kind that cannot be carried out,
    NotFoundError where what it names is gone.
    """
    draft = PlanDraft.objects.locked().select_related("site").get(pk=draft_id)
    if draft.status != DraftStatus.PREVIEW:
        raise StaleError(_("This preview is over. Plan the day again to see what is left out now."))
    change = _Change(draft=draft, by=by, at=at)
    change.carry(suggestion)
    draft.become(DraftStatus.STALE)
    draft.save(update_fields=["status", "updated_at"])
    return change.done


def suggestion_for(*, draft: PlanDraft, visit: str) -> Suggestion | None:
    """What the engine suggests for the delivery with this public id; None if it left out no such one."""
    for one in (draft.run.plan or {}).get("unplanned", []):
        if one["visit"] == visit:
            found: Suggestion | None = one["suggestion"]
            return found
    return None


class _Change:
    """The changes of one suggestion, with what they share."""

    def __init__(self, *, draft: PlanDraft, by: User | None, at: datetime) -> None:
        self.draft, self.by, self.at = draft, by, at
        self.midnight = midnight_of(draft.site, draft.plan_on)
        self.done: list[str] = []

    def carry(self, suggestion: Suggestion) -> None:
        """One suggestion, or several steps of one."""
        kind = str(suggestion.get("kind"))
        if kind == "several":
            for step in suggestion["steps"]:
                self.carry(step)
            return
        if kind not in CARRIED_OUT:
            raise BadInputError(_("There is no way to carry out “%(kind)s”.") % {"kind": kind})
        CARRIED_OUT[kind](self, suggestion)

    def delivery(self, public_id: str) -> Delivery:
        """The delivery, locked."""
        found = Delivery.objects.locked().filter(public_id=public_id, order__site=self.draft.site).first()
        if found is None:
            raise NotFoundError(_("The order is not there any more."))
        return found

    def shift(self, public_id: str) -> Shift:
        """The shift, locked."""
        found = Shift.objects.locked().standing().filter(public_id=public_id, site=self.draft.site).first()
        if found is None:
            raise NotFoundError(_("The shift is not there any more."))
        return found

    def moment(self, seconds: int) -> datetime:
        """A moment of the plan as a time."""
        return self.midnight + timedelta(seconds=int(seconds))

    def span(self, opens: datetime, closes: datetime) -> str:
        """From and until on the clock of the site."""
        zone = self.draft.site.zone
        return f"{opens.astimezone(zone):%H:%M}–{closes.astimezone(zone):%H:%M}"  # noqa: RUF001 - a span of time

    def note(self, kind: str, subject: Delivery | Shift, sentence: str, **facts: object) -> None:
        """Say what was done, to the person and to the log."""
        self.done.append(sentence)
        name = "delivery" if isinstance(subject, Delivery) else "shift"
        happening = Happening(
            type=f"{name}.{kind}", subject_type=name, subject_id=subject.public_id, facts=facts
        )
        record([happening], at=self.at, by=self.by)


def _widen_window(change: _Change, what: Suggestion) -> None:
    delivery = change.delivery(what["visit"])
    opens, closes = change.moment(what["opens"]), change.moment(what["closes"])
    touching = DeliveryWindow.objects.filter(delivery=delivery, opens__lte=closes, closes__gte=opens)
    spans = [(opens, closes), *touching.values_list("opens", "closes")]
    touching.delete()
    opens, closes = min(span[0] for span in spans), max(span[1] for span in spans)
    DeliveryWindow.objects.create(delivery=delivery, opens=opens, closes=closes)
    span_text = change.span(opens, closes)
    sentence = _("%(name)s now also takes it %(span)s.") % {
        "name": delivery.recipient_name,
        "span": span_text,
    }
    change.note("window_widened", delivery, sentence, opens=opens.isoformat(), closes=closes.isoformat())


def _extend_shift(change: _Change, what: Suggestion) -> None:
    _move_shift(change, what["vehicle"], before=0, after=int(what["seconds"]))


def _begin_earlier(change: _Change, what: Suggestion) -> None:
    _move_shift(change, what["vehicle"], before=int(what["seconds"]), after=0)


def _move_shift(change: _Change, key: str, *, before: int, after: int) -> None:
    shift = change.shift(key)
    shift.opens -= timedelta(seconds=_whole_minutes(before))
    shift.closes += timedelta(seconds=_whole_minutes(after))
    shift.save(update_fields=["opens", "closes", "updated_at"])
    span_text = change.span(shift.opens, shift.closes)
    sentence = _("%(vehicle)s is now on duty %(span)s.") % {"vehicle": shift.vehicle.code, "span": span_text}
    change.note("moved", shift, sentence, opens=shift.opens.isoformat(), closes=shift.closes.isoformat())


def _whole_minutes(seconds: int) -> int:
    """People agree on minutes: rounded up, so that it is never too little."""
    return -(-seconds // 60) * 60


def _add_skill(change: _Change, what: Suggestion) -> None:
    shift = change.shift(what["vehicle"])
    shift.extra_skills = sorted({*shift.extra_skills, what["skill"]})
    shift.save(update_fields=["extra_skills", "updated_at"])
    words = {"vehicle": shift.vehicle.code, "skill": what["skill"]}
    change.note("equipped", shift, _("Someone with “%(skill)s” rides along in %(vehicle)s.") % words, **words)


def _add_feature(change: _Change, what: Suggestion) -> None:
    shift = change.shift(what["vehicle"])
    shift.extra_features = sorted({*shift.extra_features, what["feature"]})
    shift.save(update_fields=["extra_features", "updated_at"])
    words = {"vehicle": shift.vehicle.code, "feature": what["feature"]}
    change.note("equipped", shift, _("%(vehicle)s takes “%(feature)s” along.") % words, **words)


def _raise_capacity(change: _Change, what: Suggestion) -> None:
    shift = change.shift(what["vehicle"])
    field = {"weight_g": "extra_g", "volume_ml": "extra_ml", "units": "extra_units"}[what["load"]]
    setattr(shift, field, getattr(shift, field) + int(what["by"]))
    shift.save(update_fields=[field, "updated_at"])
    change.note(
        "equipped", shift, _("%(vehicle)s takes a trailer.") % {"vehicle": shift.vehicle.code}, load=field
    )


def _raise_limit(change: _Change, what: Suggestion) -> None:
    shift = change.shift(what["vehicle"])
    field = {"max_metres": "extra_metres", "max_visits": "extra_stops"}[what["limit"]]
    setattr(shift, field, getattr(shift, field) + int(what["by"]))
    shift.save(update_fields=[field, "updated_at"])
    change.note("limit_raised", shift, _("%(vehicle)s may do more today.") % {"vehicle": shift.vehicle.code})


def _drop_breaks(change: _Change, what: Suggestion) -> None:
    shift = change.shift(what["vehicle"])
    shift.breaks.all().delete()
    sentence = _("The breaks of %(vehicle)s are agreed by hand.") % {"vehicle": shift.vehicle.code}
    change.note("breaks_dropped", shift, sentence)


def _add_vehicle(change: _Change, what: Suggestion) -> None:
    like = change.shift(what["like"])
    shift = fleet_growing.add_shift_like(shift=like)
    change.draft.shifts.add(shift)
    sentence = _("%(vehicle)s is on duty like %(like)s.") % {
        "vehicle": shift.vehicle.code,
        "like": like.vehicle.code,
    }
    change.note("added", shift, sentence)


def _split_order(change: _Change, what: Suggestion) -> None:
    delivery = change.delivery(what["visit"])
    made = splitting.split_delivery(delivery=delivery, parts=int(what["parts"]))
    sentence = _("The order of %(name)s goes in %(parts)s parts.") % {
        "name": delivery.recipient_name,
        "parts": len(made) + 1,
    }
    change.note("split", delivery, sentence, parts=[str(one.public_id) for one in made])


def _move_visit(change: _Change, what: Suggestion) -> None:
    delivery = change.delivery(what["visit"])
    places = change.draft.run.problem["places"]
    place = next(one for one in places if one["key"] == what["place"])
    Address.objects.filter(pk=delivery.address_id).update(
        access_longitude=place["longitude"], access_latitude=place["latitude"], updated_at=change.at
    )
    sentence = _("The vehicle meets %(name)s at the nearest place it can reach.") % {
        "name": delivery.recipient_name
    }
    change.note("meeting_place", delivery, sentence, longitude=place["longitude"], latitude=place["latitude"])


CARRIED_OUT: dict[str, Carry] = {
    "widen_window": _widen_window,
    "extend_shift": _extend_shift,
    "begin_earlier": _begin_earlier,
    "add_skill": _add_skill,
    "add_vehicle_feature": _add_feature,
    "raise_capacity": _raise_capacity,
    "raise_limit": _raise_limit,
    "drop_breaks": _drop_breaks,
    "add_vehicle": _add_vehicle,
    "split_order": _split_order,
    "move_visit": _move_visit,
}
"""Kinds that can come up: our problems have no locks, no vehicle lists and no prices for leaving out."""
