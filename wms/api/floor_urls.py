"""Addresses of the warehouse's part of what scanners read."""

from django.urls import path

from wms.api.floor import FloorWalk, FloorWork
from wms.api.floor_benches import FloorBench, FloorBenches, FloorLanes

urlpatterns = [
    path("work/", FloorWork.as_view(), name="api-floor-work"),
    path("walks/<uuid:public_id>/", FloorWalk.as_view(), name="api-floor-walk"),
    path("benches/", FloorBenches.as_view(), name="api-floor-benches"),
    path("benches/<uuid:public_id>/", FloorBench.as_view(), name="api-floor-bench"),
    path("lanes/", FloorLanes.as_view(), name="api-floor-lanes"),
]
