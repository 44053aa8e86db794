"""Addresses of the last mile's API."""

from django.urls import path

from lastmile.api.board import BoardViewSet
from lastmile.api.incidents import IncidentViewSet
from lastmile.api.live import LiveRoute
from lastmile.api.orders import OrderViewSet
from lastmile.api.plans import PlanViewSet
from lastmile.api.releasing import ReleaseRoute
from lastmile.api.remedies import RemedyViewSet
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
    path("board/price/", BoardViewSet.as_view({"post": "price"}), name="api-board-price"),
    path("board/move/", BoardViewSet.as_view({"post": "move"}), name="api-board-move"),
    path("board/publish/", BoardViewSet.as_view({"post": "publish"}), name="api-board-publish"),
    path("board/changes/", BoardViewSet.as_view({"get": "changes"}), name="api-board-changes"),
    path("board/redo/", BoardViewSet.as_view({"post": "redo"}), name="api-board-redo"),
    path("board/undo/", BoardViewSet.as_view({"post": "undo"}), name="api-board-undo"),
    path(
        "board/routes/<uuid:public_id>/driver/",
        BoardViewSet.as_view({"get": "drivers", "post": "assign"}),
        name="api-board-driver",
    ),
    path(
        "board/routes/<uuid:public_id>/remedies/",
        RemedyViewSet.as_view({"get": "list", "post": "apply"}),
        name="api-board-remedies",
    ),
    path("routes/", RouteViewSet.as_view({"get": "list"}), name="api-routes"),
    path("routes/<uuid:public_id>/", RouteViewSet.as_view({"get": "retrieve"}), name="api-route"),
    path("routes/<uuid:public_id>/release/", ReleaseRoute.as_view(), name="api-route-release"),
    path("routes/<uuid:public_id>/live/", LiveRoute.as_view(), name="api-route-live"),
    path("incidents/", IncidentViewSet.as_view({"get": "list"}), name="api-incidents"),
    path("incidents/act/", IncidentViewSet.as_view({"post": "act"}), name="api-incidents-act"),
    path(
        "incidents/<uuid:public_id>/",
        IncidentViewSet.as_view({"get": "retrieve"}, detail=True),
        name="api-incident",
    ),
    *(
        path(
            f"incidents/<uuid:public_id>/{act}/",
            IncidentViewSet.as_view({"post": act}, detail=True),
            name=f"api-incident-{act}",
        )
        for act in ("acknowledge", "snooze", "resolve", "reopen", "comment")
    ),
]
