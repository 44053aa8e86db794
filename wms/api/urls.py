"""Addresses of the warehouse's API."""

from django.urls import path

from wms.api.counts import CountViewSet
from wms.api.items import ItemViewSet
from wms.api.ledger import EntryViewSet, TransactionViewSet
from wms.api.places import LocationViewSet, SiteViewSet
from wms.api.stock import BalanceViewSet, LotViewSet

urlpatterns = [
    path("items/", ItemViewSet.as_view({"get": "list", "post": "upsert"}), name="api-items"),
    path("items/<uuid:public_id>/", ItemViewSet.as_view({"get": "retrieve"}, detail=True), name="api-item"),
    path("sites/", SiteViewSet.as_view({"get": "list"}), name="api-sites"),
    path("sites/<uuid:public_id>/", SiteViewSet.as_view({"get": "retrieve"}, detail=True), name="api-site"),
    path("locations/", LocationViewSet.as_view({"get": "list"}), name="api-locations"),
    path(
        "locations/<uuid:public_id>/",
        LocationViewSet.as_view({"get": "retrieve"}, detail=True),
        name="api-location",
    ),
    path("counts/", CountViewSet.as_view({"get": "list", "post": "ask"}), name="api-counts"),
    path(
        "counts/<uuid:public_id>/",
        CountViewSet.as_view({"get": "retrieve"}, detail=True),
        name="api-count",
    ),
    *(
        path(
            f"counts/<uuid:public_id>/{act}/",
            CountViewSet.as_view({"post": act}, detail=True),
            name=f"api-count-{act}",
        )
        for act in ("approve", "reject", "recount", "withdraw", "undo")
    ),
    path("lots/", LotViewSet.as_view({"get": "list"}), name="api-lots"),
    path("lots/<uuid:public_id>/", LotViewSet.as_view({"get": "retrieve"}, detail=True), name="api-lot"),
    path("balances/", BalanceViewSet.as_view({"get": "list"}), name="api-balances"),
    path("entries/", EntryViewSet.as_view({"get": "list"}), name="api-entries"),
    path("transactions/", TransactionViewSet.as_view({"get": "list"}), name="api-transactions"),
    path(
        "transactions/<uuid:pk>/",
        TransactionViewSet.as_view({"get": "retrieve"}, detail=True),
        name="api-transaction",
    ),
]
