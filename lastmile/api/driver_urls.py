"""Addresses of the API that drivers' phones speak to."""

from django.urls import path

from lastmile.api.positions import Positions

urlpatterns = [path("positions/", Positions.as_view(), name="api-driver-positions")]
