"""A return: what comes back of one delivery for one cause, and whether it may."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import LockableQuerySet, PublicId, TimeStamped
from lastmile.models import Delivery
from returns.states import AUTHORISATION, AuthorisationStatus, ReturnKind
from wms.models import Site


class ReturnOrderQuerySet(LockableQuerySet["ReturnOrder"]):
    """Returns as the dock and the office ask for them."""


class ReturnOrder(PublicId, TimeStamped):
    """Goods of one delivery that come back: undelivered ones by themselves, others because somebody asked."""

    number = models.CharField(_("number"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=11, choices=ReturnKind)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+")
    status = models.CharField(_("authorisation"), max_length=9, choices=AuthorisationStatus)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReturnOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        permissions: ClassVar = [
            ("view_returns", _("Can see returns")),
            ("manage_returns", _("Can approve returns and decide what is tried again")),
            ("receive_returns", _("Can take in, inspect and put away what comes back")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["delivery"],
                condition=Q(kind="UNDELIVERED", status="APPROVED"),
                name="one_open_return_of_what_was_not_delivered",
            ),
            models.CheckConstraint(
                condition=iff(Q(status="CLOSED"), Q(closed_at__isnull=False)),
                name="a_closed_return_knows_when",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["site", "-opened_at"], name="returns_newest_first")]

    def __str__(self) -> str:
        return self.number

    def become(self, status: AuthorisationStatus) -> None:
        """Move on; raises IllegalMoveError where the table forbids it."""
        AUTHORISATION.check(AuthorisationStatus(self.status), status)
        self.status = status
