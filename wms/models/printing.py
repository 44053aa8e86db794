"""Printers of the floor, and labels on their way to them."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import PublicId, TimeStamped
from core.work import Leased, LeasedQuerySet
from wms.models.packing import Parcel
from wms.models.places import Site
from wms.states import PrintStatus

RAW_PORT = 9100
"""Where label printers listen for what they are to print, by custom (AppSocket)."""


class Printer(TimeStamped):
    """A label printer that takes ZPL on a TCP port."""

    site = models.ForeignKey(Site, on_delete=models.CASCADE, related_name="printers")
    name = models.CharField(_("name"), max_length=60)
    host = models.CharField(_("host"), max_length=200, help_text=_("Name or address in the house's network."))
    port = models.PositiveIntegerField(
        _("port"), default=RAW_PORT, validators=[MinValueValidator(1), MaxValueValidator(65535)]
    )
    dpi = models.PositiveSmallIntegerField(
        _("dots per inch"), default=203, choices=[(203, "203"), (300, "300"), (600, "600")]
    )
    width_mm = models.PositiveSmallIntegerField(_("label width"), default=100, help_text=_("Millimetres."))
    height_mm = models.PositiveSmallIntegerField(_("label height"), default=150, help_text=_("Millimetres."))
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("printer")
        verbose_name_plural = _("printers")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "name"], name="one_printer_of_a_name_per_site"),
            models.CheckConstraint(
                condition=Q(port__gte=1, port__lte=65535), name="a_printer_has_a_tcp_port"
            ),
            models.CheckConstraint(
                condition=Q(width_mm__gte=50, width_mm__lte=300, height_mm__gte=50, height_mm__lte=500),
                name="a_label_has_a_sensible_size",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PrintJobQuerySet(LeasedQuerySet["PrintJob"]):
    """Jobs as workers and the sweep ask for them."""


class PrintJob(Leased, PublicId, TimeStamped):
    """One label that a printer is to print. The row is the queue; a page never waits for a printer."""

    printer = models.ForeignKey(Printer, on_delete=models.CASCADE, related_name="jobs")
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="print_jobs")
    command = models.CharField(
        max_length=80, unique=True, help_text=_("The request it came from: the same one prints once.")
    )
    status = models.CharField(_("status"), max_length=7, choices=PrintStatus, default=PrintStatus.WAITING)
    wanted_at = models.DateTimeField()
    try_at = models.DateTimeField(help_text=_("Not before."))
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(_("what went wrong"), max_length=300, blank=True)

    objects = PrintJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("label to print")
        verbose_name_plural = _("labels to print")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=iff(Q(status="SENT"), Q(sent_at__isnull=False)), name="a_sent_label_knows_when"
            ),
            models.CheckConstraint(
                condition=iff(Q(status="SENDING"), Q(lease_expires_at__isnull=False)),
                name="a_label_being_sent_is_held_by_a_worker",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["try_at"], condition=Q(status__in=["WAITING", "SENDING"]), name="wms_printjob_due"
            )
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} at {self.printer_id}"
