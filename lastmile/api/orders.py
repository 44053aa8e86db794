"""Orders by the API: taken in in bulk with one result per order, read, amended, cancelled."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from accounts.access import user_of
from core.errors import BadInputError, NotFoundError
from core.rest.errors import places
from core.rest.idempotency import idempotent
from core.rest.permissions import can
from lastmile.api.shapes import CancelIn, ChangesIn, OneOrderOut, OrderIn, OrderOut, OrdersIn, OutcomesOut
from lastmile.errors import OrdersRefusedError
from lastmile.models import Delivery
from lastmile.queries.access import deliveries_visible_to
from lastmile.queries.orders import SHOWS, OrderFilter, orders_asked
from lastmile.services import cancelling, intake
from lastmile.services.asks import OUTCOMES, REFUSED, OrderAsk, OrderOutcome, Refusal
from lastmile.services.locating import LookUps
from lastmile.states import DeliveryStatus
from wms.queries.access import sites_visible_to

MOST_ORDERS = 500
API_SOURCE = "api"
PARAMETERS = ("q", "deliver_on", "status", "site", "show", "external_id", "source")


@extend_schema_view(
    list=extend_schema(
        summary="Read orders",
        parameters=[
            OpenApiParameter("q", str, description="Parts of names, recipient, street or item."),
            OpenApiParameter("deliver_on", str, description="A day, like 2026-11-24."),
            OpenApiParameter("status", str, enum=DeliveryStatus.values),
            OpenApiParameter("site", str),
            OpenApiParameter("show", str, enum=list(SHOWS)),
            OpenApiParameter("external_id", str),
            OpenApiParameter("source", str),
        ],
    ),
    retrieve=extend_schema(summary="Read one order with its lines", responses=OneOrderOut),
)
class OrderViewSet(ReadOnlyModelViewSet[Delivery]):
    """Orders of the sites that the caller may see."""

    queryset = Delivery.objects.none()
    lookup_field = "public_id"

    def get_permissions(self) -> list[BasePermission]:
        """Writing needs more than reading."""
        reads = self.action in {"list", "retrieve", None}
        return [can("lastmile.view_orders" if reads else "lastmile.manage_orders")()]

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Delivery]]:
        """A list without lines, one order with them."""
        return OrderOut if self.action == "list" else OneOrderOut

    def get_queryset(self) -> QuerySet[Delivery]:
        """The rows that this user may see, narrowed by the parameters."""
        if getattr(self, "swagger_fake_view", False):  # the OpenAPI document is drawn without a user
            return super().get_queryset()
        asked = {} if self.detail else _asked(self.request)
        rows = orders_asked(user_of(self.request), _filter_of(asked)).prefetch_related("windows")
        exact = {name: asked[name] for name in ("external_id", "source") if name in asked}
        return rows.filter(**{f"order__{name}": value for name, value in exact.items()})

    @extend_schema(
        operation_id="orders_take_in",
        summary="Take orders in",
        description=(
            "Each order is located, a site is chosen, its stock is promised or back-ordered. Good orders are"
            " written and refused ones named with their reason; the same orders again change nothing; changed"
            " ones are amended until they are released."
        ),
        request=OrdersIn,
        responses={200: OutcomesOut},
    )
    def take_in(self, request: Request) -> Response:
        """Read the orders and look their addresses up, before the transaction begins."""
        head, sent = _head_and_rows(request.data)
        read = [OrderIn(data=row) for row in sent]
        asks = {
            number: row.ask(row.validated_data["external_id"])
            for number, row in enumerate(read)
            if row.is_valid()
        }
        bad = {number: places(row.errors) for number, row in enumerate(read) if number not in asks}
        if bad and head.get("all_or_none"):
            raise _unreadable(bad)
        among = list(sites_visible_to(user_of(request)).values_list("pk", flat=True))
        look_ups = intake.look_up_orders(asks=list(asks.values()), among=among)
        return self._take_in(request, head, asks, bad, look_ups)

    @idempotent
    def _take_in(
        self,
        request: Request,
        head: Mapping[str, Any],
        asks: Mapping[int, Any],
        bad: Mapping[int, list[dict[str, str]]],
        look_ups: LookUps,
    ) -> Response:
        user = user_of(request)
        outcomes = intake.take_in_orders(
            asks=list(asks.values()),
            look_ups=look_ups,
            source=head.get("source") or API_SOURCE,
            by=user,
            at=timezone.now(),
            among=list(sites_visible_to(user).values_list("pk", flat=True)),
            all_or_none=bool(head.get("all_or_none")),
        )
        results = {number: _result(number, one) for number, one in zip(asks, outcomes, strict=True)}
        results |= {number: _unread(number, against) for number, against in bad.items()}
        ordered = [results[number] for number in sorted(results)]
        found = [one["outcome"] for one in ordered]
        return Response({word: found.count(word) for word in OUTCOMES} | {"results": ordered})

    @extend_schema(
        operation_id="orders_amend",
        summary="Amend an order that is not released",
        request=ChangesIn,
        responses={200: OneOrderOut},
    )
    def amend(self, request: Request, public_id: UUID) -> Response:
        """Read the changes and look up a new address, before the transaction begins."""
        delivery = self._visible(public_id)
        changes = ChangesIn(data=request.data)
        changes.is_valid(raise_exception=True)
        ask = changes.ask(delivery.order.external_id)
        among = [delivery.order.site_id]
        return self._amend(request, public_id, ask, intake.look_up_orders(asks=[ask], among=among))

    @idempotent
    def _amend(self, request: Request, public_id: UUID, ask: OrderAsk, look_ups: LookUps) -> Response:
        user = user_of(request)
        try:
            cancelling.amend_order(
                public_id=public_id,
                ask=ask,
                by=user,
                at=timezone.now(),
                among=list(sites_visible_to(user).values_list("pk", flat=True)),
                look_ups=look_ups,
            )
        except OrdersRefusedError as error:
            raise _of_one(error) from error
        return Response(OneOrderOut(self._visible(public_id)).data)

    @extend_schema(
        operation_id="orders_cancel",
        summary="Cancel an order that is not released",
        request=CancelIn,
        responses={200: OneOrderOut},
    )
    @idempotent
    def cancel(self, request: Request, public_id: UUID) -> Response:
        """Its stock is given back, and its place in a route."""
        self._visible(public_id)
        said = CancelIn(data=request.data)
        said.is_valid(raise_exception=True)
        cancelling.cancel_orders(
            public_ids=[public_id],
            by=user_of(request),
            at=timezone.now(),
            reason=said.validated_data.get("reason", ""),
        )
        return Response(OneOrderOut(self._visible(public_id)).data)

    def _visible(self, public_id: UUID) -> Delivery:
        user = user_of(self.request)
        if not deliveries_visible_to(user).filter(public_id=public_id).exists():
            raise NotFoundError(_("There is no such order, or not for you."))
        return orders_asked(user, OrderFilter()).prefetch_related("windows").get(public_id=public_id)


def _asked(request: Request) -> dict[str, str]:
    for name, value in request.query_params.items():
        if name not in {*PARAMETERS, "cursor", "page_size"}:
            raise BadInputError(
                _("There is no parameter %(name)s here.") % {"name": name[:100]}, place=name[:100]
            )
        if "\x00" in value:
            raise BadInputError(_("A null character cannot be searched for."), place=name)
    return {name: request.query_params[name][:100] for name in PARAMETERS if request.query_params.get(name)}


def _filter_of(asked: Mapping[str, str]) -> OrderFilter:
    for name, choices in (("status", DeliveryStatus.values), ("show", SHOWS)):
        if name in asked and asked[name] not in choices:
            raise BadInputError(_("One of: %(choices)s.") % {"choices": ", ".join(choices)}, place=name)
    return OrderFilter(
        text=asked.get("q", ""),
        day=_day(asked["deliver_on"]) if "deliver_on" in asked else None,
        status=asked.get("status", ""),
        site=asked.get("site", ""),
        show=asked.get("show", ""),
    )


def _day(text: str) -> Any:  # noqa: ANN401 - a date
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    if day is None:
        raise BadInputError(_("This is not a day; write 2027-01-31."), place="deliver_on")
    return day


def _head_and_rows(body: Any) -> tuple[Mapping[str, Any], Sequence[Any]]:  # noqa: ANN401 - whatever JSON holds
    rows = body.get("orders") if isinstance(body, Mapping) else None
    if not isinstance(rows, list) or not rows:
        raise BadInputError(_("Send {“orders”: […]} with at least one order."), place="orders")
    if len(rows) > MOST_ORDERS:
        raise BadInputError(_("At most %(most)d orders at once.") % {"most": MOST_ORDERS}, place="orders")
    head = OrdersIn(data={name: value for name, value in body.items() if name != "orders"} | {"orders": []})
    head.fields["orders"].required = False
    head.is_valid(raise_exception=True)
    return head.validated_data, rows


def _result(number: int, one: OrderOutcome) -> dict[str, Any]:
    return {
        "row": number,
        "external_id": one.external_id,
        "outcome": one.outcome,
        "id": str(one.public_id) if one.public_id else None,
        "number": one.number,
        "site": one.site,
        "address_status": one.address_status,
        "back_ordered": [{"sku": s.sku, "quantity": s.quantity, "reason": s.reason} for s in one.shortages],
        "against": [_against(refusal) for refusal in one.refusals],
    }


def _against(refusal: Refusal) -> dict[str, str]:
    place = f"lines[{refusal.line}].{refusal.field}" if refusal.line is not None else refusal.field
    return {"place": place, "message": refusal.message, "code": refusal.code}


def _unread(number: int, against: list[dict[str, str]]) -> dict[str, Any]:
    told = [{**one, "code": "bad_input"} for one in against]
    return _result(number, OrderOutcome(external_id="", outcome=REFUSED)) | {"against": told}


def _unreadable(bad: Mapping[int, list[dict[str, str]]]) -> OrdersRefusedError:
    errors = [
        {**one, "place": f"orders[{number}].{one['place']}", "code": "bad_input"}
        for number, against in bad.items()
        for one in against
    ]
    return OrdersRefusedError(_("Some orders cannot be read; nothing was written."), errors=errors)


def _of_one(error: OrdersRefusedError) -> OrdersRefusedError:
    """The refusal of one order, its places without the number of the only row."""
    reasons = error.facts.get("errors")
    told = (
        [
            {**one, "place": one["place"].removeprefix("orders[0].")}
            for one in reasons
            if isinstance(one, dict)
        ]
        if isinstance(reasons, list)
        else []
    )
    message = str(told[0]["message"]) if told else error.message
    return OrdersRefusedError(message, errors=told)
