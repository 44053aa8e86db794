"""What the reading doors of the warehouse share: who may, which rows, parameters that make sense."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.access import user_of
from accounts.models import User
from core.errors import BadInputError
from core.rest.permissions import can

LONGEST = 100


class StockReading[M: Model](ReadOnlyModelViewSet[M]):
    """Read what the user may see. A row of another site is not found, whatever id is asked for.

    `rows_for` is the only way to rows; an unknown query parameter is refused, so that a filter with a slip of
    the pen does not quietly return everything.
    """

    permission_classes = [can("wms.view_stock")]
    parameters: Sequence[str] = ()
    """The filters that the list takes."""

    def get_queryset(self) -> QuerySet[M]:
        """The rows that this user may see, narrowed by the parameters."""
        if getattr(self, "swagger_fake_view", False):  # the OpenAPI document is drawn without a user
            return super().get_queryset()
        if self.detail:
            return self.rows_for(user_of(self.request), {})
        return self.rows_for(user_of(self.request), self._asked(self.request))

    def rows_for(self, user: User, asked: Mapping[str, str]) -> QuerySet[M]:
        """Overridden: the visible rows, narrowed by what is asked."""
        raise NotImplementedError

    def _asked(self, request: Request) -> dict[str, str]:
        known = {*self.parameters, "cursor", "page_size"}
        for name, value in request.query_params.items():
            if name not in known:
                told = _("There is no parameter %(name)s here.") % {"name": name[:LONGEST]}
                raise BadInputError(told, place=name[:LONGEST])
            if len(value) > LONGEST and name != "cursor":
                raise BadInputError(_("This is too long."), place=name)
            if "\x00" in value:
                raise BadInputError(_("A null character cannot be searched for."), place=name)
        asked = {name: request.query_params.get(name, "") for name in self.parameters}
        return {name: value for name, value in asked.items() if value}


def as_uuid(name: str, text: str) -> UUID:
    """The public id that a parameter holds. Raises BadInputError that names the parameter."""
    try:
        return UUID(text)
    except ValueError as error:
        raise BadInputError(_("This is not an id."), place=name) from error


def as_date(name: str, text: str) -> date:
    """The day that a parameter holds. Raises BadInputError that names the parameter."""
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise BadInputError(_("This is not a day; write 2027-01-31."), place=name)
    return day


def as_choice(name: str, text: str, choices: Sequence[str]) -> str:
    """One of the choices. Raises BadInputError that lists them."""
    if text not in choices:
        raise BadInputError(_("One of these: %(all)s.") % {"all": ", ".join(choices)}, place=name)
    return text


def as_flag(name: str, text: str) -> bool:
    """true or false. Raises BadInputError."""
    return as_choice(name, text, ("true", "false")) == "true"
