"""Django's entry for pod."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PodConfig(AppConfig):
    """Electronic proof of delivery."""

    name = "pod"
    verbose_name = _("Proof of delivery")
