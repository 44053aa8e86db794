"""The form of a shift: times are local times of its site."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as __

from accounts.models import User
from core.tables.errors import CellProblem
from core.tables.moments import local_moment
from lastmile.models import Driver, Shift, Vehicle
from lastmile.queries.access import drivers_visible_to, vehicles_visible_to
from lastmile.services.fleet import Rest

DAY = 86_400
TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ShiftForm(forms.Form):
    """A vehicle, who drives, from when until when, and one break. An earlier end is the next day's."""

    vehicle = forms.ModelChoiceField(
        label=__("Vehicle"), queryset=Vehicle.objects.none(), to_field_name="public_id"
    )
    driver = forms.ModelChoiceField(
        label=__("Driver"),
        queryset=Driver.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=__("Nobody yet"),
    )
    works_on = forms.DateField(
        label=__("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    opens = forms.TimeField(label=__("From"), widget=TIME, initial=time(8))
    closes = forms.TimeField(label=__("Until"), widget=TIME, initial=time(16))
    break_opens = forms.TimeField(
        label=__("Break starts from"), widget=TIME, required=False, initial=time(11)
    )
    break_closes = forms.TimeField(
        label=__("and at the latest"), widget=TIME, required=False, initial=time(13)
    )
    break_minutes = forms.IntegerField(
        label=__("Minutes of break"),
        min_value=0,
        max_value=240,
        required=False,
        initial=30,
        help_text=__("0: no break."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - a form's arguments
        user: User,
        shift: Shift | None = None,
        **kwargs: Any,  # noqa: ANN401 - a form's arguments
    ) -> None:
        super().__init__(*args, **kwargs)
        self.shift = shift
        _offer(self.fields["vehicle"], vehicles_visible_to(user).filter(is_active=True).order_by("code"))
        _offer(self.fields["driver"], drivers_visible_to(user).filter(is_active=True).order_by("name"))
        if shift is not None:
            del self.fields["vehicle"], self.fields["works_on"]

    def clean(self) -> dict[str, Any]:
        """The times as moments, by the clock of the site."""
        cleaned = super().clean() or {}
        vehicle = self.shift.vehicle if self.shift else cleaned.get("vehicle")
        day = self.shift.works_on if self.shift else cleaned.get("works_on")
        if self.errors or vehicle is None or day is None:
            return cleaned
        try:
            cleaned["moments"] = self._moments(cleaned, day, vehicle.site.zone)
        except CellProblem as problem:
            self.add_error("opens", problem.message)
        return cleaned

    def planned(self) -> dict[str, Any]:
        """What `plan_shift` takes."""
        said = self.cleaned_data
        vehicle: Vehicle = said["vehicle"]
        return {"site": vehicle.site, "vehicle": vehicle, "works_on": said["works_on"], **self.changed()}

    def changed(self) -> dict[str, Any]:
        """What `change_shift` takes."""
        opens, closes, breaks = self.cleaned_data["moments"]
        return {"driver": self.cleaned_data["driver"], "opens": opens, "closes": closes, "breaks": breaks}

    def _moments(
        self, said: dict[str, Any], day: date, zone: ZoneInfo
    ) -> tuple[datetime, datetime, list[Rest]]:
        opens = _seconds(said["opens"])
        closes = _after(said["closes"], opens, at_least=1)
        rests = []
        if said["break_minutes"] and said["break_opens"]:
            first = _after(said["break_opens"], opens)
            last = _after(said["break_closes"] or said["break_opens"], first)
            rests.append(
                Rest(
                    opens=local_moment(day, first, zone),
                    closes=local_moment(day, last, zone),
                    duration_seconds=said["break_minutes"] * 60,
                )
            )
        return local_moment(day, opens, zone), local_moment(day, closes, zone), rests


def initial_of(shift: Shift) -> dict[str, Any]:
    """What the form shows of a shift that is there."""
    zone = shift.site.zone
    rest = next(iter(shift.breaks.all()), None)
    return {
        "driver": shift.driver.public_id if shift.driver else None,
        "opens": shift.opens.astimezone(zone).time(),
        "closes": shift.closes.astimezone(zone).time(),
        "break_opens": rest.opens.astimezone(zone).time() if rest else None,
        "break_closes": rest.closes.astimezone(zone).time() if rest else None,
        "break_minutes": rest.duration_seconds // 60 if rest else 0,
    }


def _offer(field: forms.Field, rows: Any) -> None:  # noqa: ANN401 - a query set of vehicles or drivers
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


def _seconds(clock: time) -> int:
    return int(timedelta(hours=clock.hour, minutes=clock.minute).total_seconds())


def _after(clock: time, start: int, *, at_least: int = 0) -> int:
    """Seconds from the day's midnight to the next time that the clock shows this, not before `start`."""
    seconds = _seconds(clock)
    return seconds if seconds >= start + at_least else seconds + DAY
