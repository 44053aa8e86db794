"""Addresses of the returns dock's part of what scanners read."""

from django.urls import path

from returns.api.floor import FloorInspection, FloorPutAway, FloorReturn, FloorReturns

urlpatterns = [
    path("returns/", FloorReturns.as_view(), name="api-floor-returns"),
    path("returns/vans/<uuid:public_id>/", FloorReturn.as_view(), name="api-floor-return"),
    path("returns/inspection/", FloorInspection.as_view(), name="api-floor-inspection"),
    path("returns/put-away/", FloorPutAway.as_view(), name="api-floor-put-away"),
]
