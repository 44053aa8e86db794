"""What shows that a visit ended as it was told. Append-only: a trigger refuses UPDATE and DELETE."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import PublicId
from core.querysets import LockableQuerySet
from lastmile.models import DeliveryAttempt
from pod.states import FileRole, ProofKind, Waiver


class ProofQuerySet(LockableQuerySet["Proof"]):
    """Proofs as the office asks for them."""


class Proof(PublicId):
    """One kind of proof of one visit, or the reason for which it is missing.

    What shows it lies in `facts` (a name, codes, strokes) and in files that are named by their hash. The
    command that brought it stands in its phone's chain under `command_hash`.
    """

    attempt = models.ForeignKey(DeliveryAttempt, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=9, choices=ProofKind)
    waived = models.CharField(
        _("missing because"), max_length=11, choices=Waiver, blank=True, help_text=_("Empty: it is there.")
    )
    facts = models.JSONField(default=dict)
    occurred_at = models.DateTimeField(help_text=_("By the clock of the phone."))
    recorded_at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    device = models.CharField(max_length=80, blank=True, help_text=_("The phone's public id."))
    command_id = models.UUIDField(null=True, help_text=_("The phone's command that brought it."))
    command_hash = models.CharField(max_length=64, blank=True, help_text=_("Its place in the phone's chain."))
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    accuracy_m = models.PositiveIntegerField(null=True, help_text=_("Metres, as the phone judged it."))
    distance_m = models.PositiveIntegerField(null=True, help_text=_("Metres to the door, as the crow flies."))

    objects = ProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("proof")
        verbose_name_plural = _("proofs")
        ordering: ClassVar = ["attempt", "pk"]
        permissions: ClassVar = [
            ("view_proofs", _("Can see photos and signatures of deliveries")),
            ("export_proofs", _("Can take proofs of deliveries along as an archive")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["attempt", "kind", "command_id"], name="one_proof_of_a_kind_per_visit"
            ),
            models.CheckConstraint(
                condition=iff(Q(longitude__isnull=True), Q(latitude__isnull=True)),
                name="a_proof_has_both_coordinates_or_none",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["command_id"], name="pod_proof_command")]

    def __str__(self) -> str:
        return f"{self.kind} of attempt {self.attempt_id}"


class ProofFile(models.Model):
    """A picture that belongs to a proof, named by the hash that was signed; its bytes may come later."""

    proof = models.ForeignKey(Proof, on_delete=models.PROTECT, related_name="files")
    sha256 = models.CharField(max_length=64)
    role = models.CharField(max_length=9, choices=FileRole)

    class Meta:
        verbose_name = _("file of a proof")
        verbose_name_plural = _("files of proofs")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proof", "sha256"], name="one_place_per_file_in_a_proof"),
        ]
        indexes: ClassVar = [models.Index(fields=["sha256"], name="pod_file_by_hash")]

    def __str__(self) -> str:
        return f"{self.role} {self.sha256[:12]}…"
