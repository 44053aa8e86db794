"""What one vehicle does in one shift: routes with their revisions, and trips."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from lastmile.models.drafts import PlanDraft
from lastmile.models.fleet import Driver, Vehicle
from lastmile.models.shifts import Shift, span
from lastmile.states import ACTIVE_ROUTES, ROUTE, RevisionKind, RouteStatus
from wms.models import Site

GONE = ("DEPARTED", "RETURNED", "CLOSED")
BACK = ("RETURNED", "CLOSED")


class RouteQuerySet(LockableQuerySet["Route"]):
    """Routes as the board asks for them."""

    def active(self) -> "RouteQuerySet":
        """Routes whose vehicle and driver are taken."""
        return self.filter(status__in=ACTIVE_ROUTES)


class Route(PublicId, TimeStamped):
    """One or more trips of one vehicle in one shift."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    works_on = models.DateField(_("day"))
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="routes")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="routes")
    driver = models.ForeignKey(Driver, null=True, blank=True, on_delete=models.PROTECT, related_name="routes")
    draft = models.ForeignKey(
        PlanDraft, null=True, blank=True, on_delete=models.PROTECT, related_name="routes"
    )
    status = models.CharField(_("status"), max_length=9, choices=RouteStatus, default=RouteStatus.PLANNED)
    starts_at = models.DateTimeField(_("planned departure"))
    ends_at = models.DateTimeField(_("planned return"))
    travel_seconds = models.PositiveIntegerField(default=0)
    travel_metres = models.PositiveIntegerField(default=0)
    cost_minor = models.PositiveBigIntegerField(default=0, help_text=_("Minor units, as planned."))
    currency = models.CharField(max_length=3, default="EUR")
    is_estimated = models.BooleanField(
        default=False, help_text=_("Travel times are estimated: no road graph was there.")
    )
    planned_revision = models.PositiveIntegerField(default=1)
    sent_revision = models.PositiveIntegerField(default=0, help_text=_("0: the driver was not told yet."))
    acknowledged_revision = models.PositiveIntegerField(default=0)
    released_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    departed_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = RouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("route")
        verbose_name_plural = _("routes")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_route_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_revision__lte=F("sent_revision"))
                & Q(sent_revision__lte=F("planned_revision")),
                name="a_revision_is_planned_sent_and_acknowledged_in_that_order",
            ),
            models.CheckConstraint(
                condition=Q(status="CANCELLED") | iff(Q(status="PLANNED"), Q(released_at__isnull=True)),
                name="a_route_has_a_time_of_release_once_released",
            ),
            models.CheckConstraint(
                condition=iff(Q(status__in=GONE), Q(departed_at__isnull=False)),
                name="a_route_has_a_time_of_departure_iff_departed",
            ),
            models.CheckConstraint(
                condition=iff(Q(status__in=BACK), Q(returned_at__isnull=False)),
                name="a_route_has_a_time_of_return_iff_returned",
            ),
            models.CheckConstraint(
                condition=iff(Q(status="CLOSED"), Q(closed_at__isnull=False)),
                name="a_route_has_a_time_of_closing_iff_closed",
            ),
            models.CheckConstraint(
                condition=iff(Q(status="CANCELLED"), Q(cancelled_at__isnull=False)),
                name="a_route_has_a_time_of_cancelling_iff_cancelled",
            ),
            ExclusionConstraint(
                name="no_overlapping_active_routes_per_vehicle",
                expressions=[
                    (F("vehicle"), RangeOperators.EQUAL),
                    (span("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=ACTIVE_ROUTES),
                violation_error_message=_("The vehicle is on another route at that time."),
            ),
            ExclusionConstraint(
                name="no_overlapping_active_routes_per_driver",
                expressions=[
                    (F("driver"), RangeOperators.EQUAL),
                    (span("starts_at", "ends_at"), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=ACTIVE_ROUTES, driver__isnull=False),
                violation_error_message=_("The driver is on another route at that time."),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["site", "works_on"], name="lastmile_route_day")]

    def __str__(self) -> str:
        return self.code

    def become(self, status: RouteStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        ROUTE.check(RouteStatus(self.status), status)
        self.status = status


class RouteRevision(models.Model):
    """What a route looked like after one change. Append-only: a trigger refuses UPDATE and DELETE."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=RevisionKind)
    note = models.CharField(max_length=200, blank=True)
    stops = models.JSONField(help_text=_("Trips with their stops, tasks and planned times, in order."))
    figures = models.JSONField(
        default=dict, help_text=_("Length, cost, times and driver of the whole route.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("route revision")
        verbose_name_plural = _("route revisions")
        ordering: ClassVar = ["route", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["route", "number"], name="one_revision_per_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="revisions_start_at_one"),
        ]

    def __str__(self) -> str:
        return f"revision {self.number} of route {self.route_id}"


class Trip(models.Model):
    """One way from a site through stops and back: it has one load, and a reload begins the next trip."""

    route = models.ForeignKey(Route, on_delete=models.PROTECT, related_name="trips")
    number = models.PositiveSmallIntegerField()
    from_site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    to_site = models.ForeignKey(
        Site,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: it ends at the last stop."),
    )
    departs_at = models.DateTimeField(_("planned departure"))
    returns_at = models.DateTimeField(_("planned return"))
    return_seconds = models.PositiveIntegerField(default=0, help_text=_("Driving from the last stop."))
    return_metres = models.PositiveIntegerField(default=0)
    return_path = models.TextField(blank=True, help_text=_("Encoded polyline of the way back."))

    class Meta:
        verbose_name = _("trip")
        verbose_name_plural = _("trips")
        ordering: ClassVar = ["route", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["route", "number"],
                name="one_trip_per_number",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="trips_start_at_one"),
            models.CheckConstraint(
                condition=Q(returns_at__gte=F("departs_at")), name="a_trip_returns_after_it_departs"
            ),
        ]

    def __str__(self) -> str:
        return f"trip {self.number} of route {self.route_id}"
