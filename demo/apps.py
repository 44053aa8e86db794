"""Django's entry for demo."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """A believable working day, made through the same doors as a real one."""

    name = "demo"
    verbose_name = _("Demo")
