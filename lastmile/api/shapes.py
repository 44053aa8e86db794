"""What the API of orders takes and gives."""

from typing import Any

from rest_framework import serializers

from lastmile.api.fields import Degrees, Identifier, Lines, PlainText, Strict, WindowText
from lastmile.models import Address, Delivery
from lastmile.services._order_checks import MOST_LINES, MOST_QUANTITY, MOST_SERVICE_SECONDS, MOST_WINDOWS
from lastmile.services.asks import OUTCOMES, AddressAsk, LineAsk, OrderAsk, code_words

MOST_CODES = 20


class RecipientIn(Strict):
    """Who gets it."""

    name = PlainText(max_length=120)
    phone = PlainText(max_length=40, required=False, allow_blank=True)
    email = serializers.EmailField(max_length=254, required=False, allow_blank=True)


class AddressIn(Strict):
    """Where: words, or coordinates in degrees that are taken as they are, or both."""

    line1 = PlainText(max_length=200, required=False, allow_blank=True)
    line2 = PlainText(max_length=200, required=False, allow_blank=True)
    postcode = PlainText(max_length=20, required=False, allow_blank=True)
    town = PlainText(max_length=120, required=False, allow_blank=True)
    country = PlainText(max_length=2, required=False, allow_blank=True)
    longitude = Degrees(required=False, allow_null=True)
    latitude = Degrees(required=False, allow_null=True)


class LineIn(Strict):
    """One item of an order, in whole base units."""

    sku = Identifier(max_length=40)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_QUANTITY)


class ChangesIn(Strict):
    """What may change in an order that is not released. A field that is left out is left alone."""

    recipient = RecipientIn(required=False)
    address = AddressIn(required=False)
    lines = serializers.ListField(child=LineIn(), min_length=1, max_length=MOST_LINES, required=False)
    deliver_on = serializers.DateField(required=False)
    windows = serializers.ListField(child=WindowText(), max_length=MOST_WINDOWS, required=False)
    service_seconds = serializers.IntegerField(min_value=0, max_value=MOST_SERVICE_SECONDS, required=False)
    instructions = Lines(max_length=1000, required=False, allow_blank=True)
    skills = serializers.ListField(child=PlainText(max_length=40), max_length=MOST_CODES, required=False)
    features = serializers.ListField(child=PlainText(max_length=40), max_length=MOST_CODES, required=False)
    priority = serializers.IntegerField(min_value=0, max_value=100, required=False)

    def ask(self, external_id: str) -> OrderAsk:
        """The order that is asked for."""
        said = self.validated_data
        who = said.get("recipient", {})
        return OrderAsk(
            external_id=external_id,
            lines=tuple(LineAsk(**line) for line in said["lines"]) if "lines" in said else None,
            address=AddressAsk(**said["address"]) if "address" in said else None,
            recipient_name=who.get("name"),
            recipient_phone=who.get("phone"),
            recipient_email=who.get("email"),
            deliver_on=said.get("deliver_on"),
            windows=tuple(said["windows"]) if "windows" in said else None,
            service_seconds=said.get("service_seconds"),
            instructions=said.get("instructions"),
            skills=code_words("|".join(said["skills"])) if "skills" in said else None,
            features=code_words("|".join(said["features"])) if "features" in said else None,
            priority=said.get("priority"),
            site=said.get("site"),
            owner=said.get("owner"),
        )


class OrderIn(ChangesIn):
    """One order. `external_id` is the caller's name for it: sent again it is the same order."""

    external_id = Identifier(max_length=80)
    site = Identifier(max_length=20, required=False, help_text="Left out: the best one is chosen.")
    owner = Identifier(max_length=20, required=False, help_text="Needed where there are several.")


class OrdersIn(serializers.Serializer[Any]):
    """Up to 500 orders of one source."""

    source = Identifier(  # type: ignore[assignment]  # DRF's own `source` is another thing
        max_length=40, required=False, help_text="In which the ids are unique; default: api."
    )
    all_or_none = serializers.BooleanField(required=False, help_text="Refuse all if one is refused.")
    orders = OrderIn(many=True)


class CancelIn(Strict):
    """Why an order is cancelled."""

    reason = PlainText(max_length=200, required=False, allow_blank=True)


class OrderPlaceOut(serializers.Serializer[Any]):
    """Where in the order something is wrong, and what."""

    place = serializers.CharField()
    message = serializers.CharField()
    code = serializers.CharField()


class ShortOut(serializers.Serializer[Any]):
    """A part of a line that is back-ordered, and why."""

    sku = serializers.CharField()
    quantity = serializers.IntegerField()
    reason = serializers.CharField()


class OutcomeOut(serializers.Serializer[Any]):
    """What became of one order."""

    row = serializers.IntegerField(help_text="From 0.")
    external_id = serializers.CharField()
    outcome = serializers.ChoiceField(OUTCOMES)
    id = serializers.UUIDField(allow_null=True)
    number = serializers.CharField(allow_blank=True)
    site = serializers.CharField(allow_blank=True)
    address_status = serializers.CharField(allow_blank=True)
    back_ordered = ShortOut(many=True)
    against = OrderPlaceOut(many=True, help_text="Why it was refused.")


class OutcomesOut(serializers.Serializer[Any]):
    """The results in the order of the orders, and how many of each."""

    created = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = OutcomeOut(many=True)


class AddressOut(serializers.ModelSerializer[Address]):
    """Words, pin, the point where the vehicle stops, and whether somebody should look at it."""

    id = serializers.UUIDField(source="public_id")

    class Meta:
        model = Address
        fields = [
            "id", "line1", "line2", "postcode", "town", "country", "longitude", "latitude",
            "access_longitude", "access_latitude", "access_metres", "level", "confidence", "status",
            "check_reason",
        ]  # fmt: skip


class WindowOut(serializers.Serializer[Any]):
    """From and until, UTC."""

    opens = serializers.DateTimeField()
    closes = serializers.DateTimeField()


class LineOut(serializers.Serializer[Any]):
    """One line with what of it is promised and what is back-ordered."""

    sku = serializers.CharField()
    quantity = serializers.IntegerField()
    promised = serializers.IntegerField()
    back_ordered = serializers.IntegerField()
    reason = serializers.CharField(allow_blank=True)


class OrderOut(serializers.ModelSerializer[Delivery]):
    """An order as the road sees it."""

    id = serializers.UUIDField(source="public_id")
    external_id = serializers.CharField(source="order.external_id")
    source = serializers.CharField(source="order.source")  # type: ignore[assignment]  # as above
    number = serializers.CharField(source="order.number")
    site = serializers.CharField(source="order.site.code")
    order_status = serializers.CharField(source="order.status")
    address = AddressOut()
    windows = WindowOut(many=True)
    is_back_ordered = serializers.BooleanField()

    class Meta:
        model = Delivery
        fields = [
            "id", "external_id", "source", "number", "site", "status", "order_status", "is_back_ordered",
            "recipient_name", "recipient_phone", "recipient_email", "address", "deliver_on", "windows",
            "promised_from", "promised_until", "service_seconds", "instructions", "skills", "features",
            "priority", "site_choice", "site_metres", "site_metres_estimated", "delivered_at", "cancelled_at",
            "cancel_reason", "created_at", "updated_at",
        ]  # fmt: skip


class OneOrderOut(OrderOut):
    """An order with its lines."""

    lines = serializers.SerializerMethodField()

    class Meta(OrderOut.Meta):
        fields = [*OrderOut.Meta.fields, "lines"]

    def get_lines(self, delivery: Delivery) -> list[dict[str, Any]]:
        """The lines with their promises."""
        from lastmile.queries.order_page import lines_of

        return [dict(LineOut(line).data) for line in lines_of(delivery)]
