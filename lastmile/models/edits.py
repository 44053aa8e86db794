"""What people changed on routes by hand, so that it can be taken back."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import LockableQuerySet, PublicId
from lastmile.states import EditKind
from wms.models import Site


class RouteEditQuerySet(LockableQuerySet["RouteEdit"]):
    """Edits as taking back asks for them."""


class RouteEdit(PublicId):
    """One change by hand of one or two routes. Never changed: taking it back is another row.

    `before` and `after` give the number of each route's revision, by the route's public id: whoever takes it
    back finds there what to restore, and sees whether somebody changed one of the routes since.
    """

    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="+")
    works_on = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=13, choices=EditKind)
    facts = models.JSONField(default=dict, help_text=_("What was moved or assigned, from where to where."))
    before = models.JSONField()
    after = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    objects = RouteEditQuerySet.as_manager()

    class Meta:
        verbose_name = _("edit of a route")
        verbose_name_plural = _("edits of routes")
        permissions: ClassVar = [("dispatch", _("Can assign drivers, move stops and publish routes"))]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(before={}) & ~Q(after={}), name="an_edit_names_its_routes"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["site", "works_on", "made_by", "-id"], name="lastmile_edit_newest")
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.works_on}"
