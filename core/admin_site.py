"""Django's admin without leaflet.admin, which cannot be imported where GDAL is missing."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.contrib.admin.apps import SimpleAdminConfig


class AdminConfig(SimpleAdminConfig):
    """Finds every app's admin module but leaflet's; Waybill needs no GDAL (ADR 0006)."""

    default = True

    def ready(self) -> None:
        """Register the admin modules, as Django's own AdminConfig does."""
        super().ready()
        for app in apps.get_app_configs():
            if app.name != "leaflet" and find_spec(f"{app.name}.admin"):
                import_module(f"{app.name}.admin")
