"""Answers of geocoders that are asked over the network, kept as long as their terms allow."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class FoundAddress(models.Model):
    """What a provider answered to one question, in our own form."""

    provider = models.CharField(_("provider"), max_length=20)
    question = models.CharField(max_length=64, help_text=_("Hash of the normalised question."))
    answer = models.JSONField(help_text=_("Candidates, best first; empty when nothing was found."))
    expires_at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer of a geocoder")
        verbose_name_plural = _("answers of geocoders")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["provider", "question"], name="one_answer_per_geocoder_question"),
        ]
        indexes: ClassVar = [models.Index(fields=["expires_at"], name="geocoder_answer_age")]

    def __str__(self) -> str:
        return f"{self.provider} {self.question[:8]}"
