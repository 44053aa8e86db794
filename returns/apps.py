"""Django's entry for returns."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReturnsConfig(AppConfig):
    """What comes back."""

    name = "returns"
    verbose_name = _("Returns")
