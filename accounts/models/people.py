"""People who sign in, and keys by which other systems do."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PublicId, TimeStamped


class User(PublicId, AbstractUser):
    """Anyone who signs in: warehouse staff, dispatchers, drivers, integrators, administrators."""

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        permissions: ClassVar = [("manage_people", _("Can add people and give them roles"))]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(username=""), name="every_user_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def actor_name(self) -> str:
        """How the log of what happened names this person."""
        return f"user:{self.public_id}"

    @property
    def initials(self) -> str:
        """Two letters for the round badge."""
        words = str(self).split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()


class ApiKey(PublicId, TimeStamped):
    """A key by which another system acts as a user. Only its hash is kept; it is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_keys")
    label = models.CharField(max_length=80, help_text=_("Which system uses it."))
    prefix = models.CharField(max_length=8, help_text=_("The first characters, to tell keys apart."))
    secret_hash = models.CharField(max_length=64, unique=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"
