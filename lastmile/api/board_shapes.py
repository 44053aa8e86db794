"""What the board's API takes and gives."""

from typing import Any

from rest_framework import serializers

from lastmile.services.pricing_moves import MOST_STOPS


class PriceIn(serializers.Serializer[Any]):
    """Which stops, and where to; without routes the nearest ones are tried."""

    stops = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=MOST_STOPS)
    routes = serializers.ListField(child=serializers.UUIDField(), required=False, max_length=20)
    position = serializers.IntegerField(required=False, min_value=1, max_value=1000, help_text="From 1.")


class MoveIn(serializers.Serializer[Any]):
    """A move of stops, with the revisions of all their routes that were looked at."""

    stops = serializers.ListField(child=serializers.UUIDField(), allow_empty=False, max_length=MOST_STOPS)
    route = serializers.UUIDField()
    position = serializers.IntegerField(required=False, min_value=1, max_value=1000)
    revisions = serializers.DictField(child=serializers.IntegerField(min_value=0))


class AssignIn(serializers.Serializer[Any]):
    """Who drives; null for nobody."""

    driver = serializers.UUIDField(allow_null=True)
    revision = serializers.IntegerField(min_value=0)


class PublishIn(serializers.Serializer[Any]):
    """The routes to be published, each with the revision that was looked at."""

    revisions = serializers.DictField(child=serializers.IntegerField(min_value=0), allow_empty=False)


class BoardIn(serializers.Serializer[Any]):
    """Which board: of which site and day."""

    site = serializers.CharField(max_length=40)
    day = serializers.DateField()


class PriceOut(serializers.Serializer[Any]):
    """What a move would mean; a refusal says why it cannot be made."""

    route = serializers.UUIDField()
    code = serializers.CharField()
    position = serializers.IntegerField()
    arrives_at = serializers.DateTimeField(allow_null=True)
    late_seconds = serializers.IntegerField()
    newly_late = serializers.IntegerField()
    no_longer_late = serializers.IntegerField()
    added_seconds = serializers.IntegerField()
    added_metres = serializers.IntegerField()
    added_overtime = serializers.IntegerField(help_text="Seconds beyond the shifts.")
    handled_again = serializers.IntegerField(help_text="Units that are carried over or stand in the way.")
    ends_at = serializers.DateTimeField(allow_null=True)
    is_estimated = serializers.BooleanField()
    refusal = serializers.CharField()
    revisions = serializers.DictField(child=serializers.IntegerField(), allow_null=True)


class EditOut(serializers.Serializer[Any]):
    """An edit that was made."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.CharField()
    note = serializers.CharField(source="facts.note")
    revisions = serializers.DictField(source="after")


class AudienceOut(serializers.Serializer[Any]):
    """Who hears of a publication, and which routes wait for it."""

    drivers = serializers.IntegerField()
    recipients = serializers.IntegerField()
    revisions = serializers.DictField(child=serializers.IntegerField())
    without_driver = serializers.ListField(child=serializers.CharField())


class FiguresOut(serializers.Serializer[Any]):
    """A plan in six numbers."""

    stops = serializers.IntegerField()
    late = serializers.IntegerField()
    metres = serializers.IntegerField()
    seconds = serializers.IntegerField()
    cost_minor = serializers.IntegerField()
    last_back = serializers.DateTimeField(allow_null=True)


class StopChangeOut(serializers.Serializer[Any]):
    """One stop that drivers would find changed."""

    kind = serializers.ChoiceField(["ADDED", "REMOVED", "TRANSFERRED", "MOVED", "RETIMED"])
    stop = serializers.UUIDField()
    who = serializers.CharField()
    route = serializers.UUIDField()
    was_route = serializers.UUIDField(allow_null=True)
    sequence = serializers.IntegerField(allow_null=True)
    was = serializers.IntegerField(allow_null=True)
    arrives_at = serializers.DateTimeField(allow_null=True)
    was_at = serializers.DateTimeField(allow_null=True)


class ChangesOut(AudienceOut):
    """The published plan beside the one on the board: of the routes that are not published as they stand."""

    live = FiguresOut()
    draft = FiguresOut()
    new = serializers.ListField(child=serializers.UUIDField(), help_text="Routes never published.")
    stops = StopChangeOut(many=True)


class DriverChoiceOut(serializers.Serializer[Any]):
    """Somebody who could drive a route, or why not."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    obstacle = serializers.CharField()
