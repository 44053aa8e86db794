"""The REST API, version 1: one line per app, and its OpenAPI document."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("device/", include("accounts.api.urls")),
    path("driver/", include("pod.api.urls")),
    path("imports/", include("core.imports.rest.urls")),
    path("wms/", include("wms.api.urls")),
    path("lastmile/", include("lastmile.api.urls")),
    path("driver/", include("lastmile.api.driver_urls")),
    path("floor/", include("wms.api.floor_urls")),
    path("floor/", include("lastmile.api.floor_urls")),
    path("floor/", include("returns.api.floor_urls")),
]
