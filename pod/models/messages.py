"""Messages that are owed to recipients. The table is the queue and the record of what was said."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.constraints import iff
from core.models import PublicId, TimeStamped
from core.work import Leased, LeasedQuerySet
from lastmile.models import Delivery, DeliveryAttempt
from pod.states import MessageStatus, MessageTrigger


class NotificationQuerySet(LeasedQuerySet["Notification"]):
    """Messages as the worker and the office ask for them."""


class Notification(Leased, PublicId, TimeStamped):
    """One thing to tell one recipient about one delivery, once.

    `occasion` tells apart what may happen more than once: the attempt's number, the revision that was sent.
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="+")
    attempt_told = models.ForeignKey(
        DeliveryAttempt,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("The visit that it tells of; undone, it is not sent."),
    )
    trigger = models.CharField(_("about"), max_length=9, choices=MessageTrigger)
    occasion = models.PositiveIntegerField(default=0)
    recipient = models.EmailField(_("to"))
    status = models.CharField(_("status"), max_length=10, choices=MessageStatus, default=MessageStatus.OWED)
    due_at = models.DateTimeField(help_text=_("Not before: a slip at the door may be undone first."))
    told_from = models.DateTimeField(null=True, blank=True, help_text=_("The time it names, from."))
    told_until = models.DateTimeField(null=True, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True, help_text=_("As it was sent."))
    why = models.CharField(max_length=200, blank=True, help_text=_("Why it was not sent, or not yet."))
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["delivery", "trigger", "occasion"], name="nobody_is_told_the_same_twice"
            ),
            models.CheckConstraint(condition=~Q(recipient=""), name="every_message_has_a_recipient"),
            models.CheckConstraint(
                condition=iff(Q(status__in=("OWED", "SENDING")), Q(ended_at__isnull=True)),
                name="a_message_has_a_time_of_ending_iff_it_ended",
            ),
            models.CheckConstraint(
                condition=Q(told_from__isnull=True, told_until__isnull=True)
                | Q(told_until__gt=F("told_from")),
                name="a_told_time_has_both_ends",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(status__in=("OWED", "SENDING")), name="pod_message_due"
            ),
            models.Index(fields=["-created_at"], name="pod_message_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.trigger} of {self.delivery_id}"
