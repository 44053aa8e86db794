"""Django's entry for wms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WmsConfig(AppConfig):
    """Items, stock, orders to ship"""

    name = "wms"
    verbose_name = _(" the warehouse.:Warehouse")
