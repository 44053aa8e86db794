"""Addresses of the last mile's API."""

from django.urls import path

from lastmile.api.orders import OrderViewSet

urlpatterns = [
    path("orders/", OrderViewSet.as_view({"get": "list", "post": "take_in"}), name="api-orders"),
    path(
        "orders/<uuid:public_id>/",
        OrderViewSet.as_view({"get": "retrieve", "patch": "amend"}, detail=True),
        name="api-order",
    ),
    path(
        "orders/<uuid:public_id>/cancel/",
        OrderViewSet.as_view({"post": "cancel"}, detail=True),
        name="api-order-cancel",
    ),
]
