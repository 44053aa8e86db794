"""Addresses of the last mile's API."""

from django.urls import path

from lastmile.api.orders import OrderViewSet
from lastmile.api.plans import PlanViewSet
from lastmile.api.routes import RouteViewSet

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
    path("plans/", PlanViewSet.as_view({"post": "ask"}), name="api-plans"),
    path("plans/<uuid:public_id>/", PlanViewSet.as_view({"get": "retrieve"}), name="api-plan"),
    *(
        path(f"plans/<uuid:public_id>/{act}/", PlanViewSet.as_view({"post": act}), name=f"api-plan-{act}")
        for act in ("stop", "discard", "commit", "apply")
    ),
    path("routes/", RouteViewSet.as_view({"get": "list"}), name="api-routes"),
    path("routes/<uuid:public_id>/", RouteViewSet.as_view({"get": "retrieve"}), name="api-route"),
]
