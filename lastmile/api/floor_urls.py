"""Addresses of the dock's part of what scanners read."""

from django.urls import path

from lastmile.api.floor import FloorLoad, FloorLoads

urlpatterns = [
    path("loads/", FloorLoads.as_view(), name="api-floor-loads"),
    path("loads/<uuid:public_id>/", FloorLoad.as_view(), name="api-floor-load"),
]
