"""The ledger and what may be promised of it: looked at."""

from django.urls import reverse

from core.admin_bases import lines_of, look_at
from wms.models import (
    Allocation,
    HandlingUnit,
    Promise,
    PromiseBucket,
    Serial,
    SerialMove,
    StockBalance,
    StockEntry,
    StockTransaction,
)
from wms.queries.access import in_sites_of

VIEW = "wms.view_stock"

look_at(
    StockTransaction,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["id", "kind", "site", "effective_at", "actor", "source", "reason"],
    list_filter=["kind", "site"],
    search_fields=["id", "source", "reason", "entries__item__sku"],
    list_select_related=["site", "actor"],
    date_hierarchy="posted_at",
    ordering=["-posted_at"],
    inlines=[lines_of(StockEntry, related=["item", "lot", "balance"])],
    page_of=lambda _self, row: reverse("wms:posting", args=[row.pk]),
)
look_at(
    StockEntry,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("balance__site")),
    display=["posted_at", "item", "lot", "balance", "delta", "after"],
    list_filter=["transaction__kind"],
    search_fields=["item__sku", "lot__code"],
    list_select_related=["item", "lot", "balance"],
    date_hierarchy="posted_at",
    page_of=lambda _self, row: reverse("wms:posting", args=[row.transaction_id]),
)
look_at(
    StockBalance,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["item", "site", "location", "lot", "owner", "status", "on_hand", "allocated"],
    list_filter=["site", "status", "location__kind"],
    search_fields=["item__sku", "location__code", "lot__code", "handling_unit__sscc"],
    list_select_related=["item", "site", "location", "lot", "owner"],
    page_of=lambda _self, row: reverse("wms:bin", args=[row.location.public_id]),
)
look_at(
    HandlingUnit,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["sscc", "kind", "site", "location", "parent"],
    list_filter=["site", "kind"],
    search_fields=["sscc", "location__code"],
    list_select_related=["site", "location", "parent"],
    page_of=lambda _self, row: reverse("wms:unit", args=[row.sscc]),
)
look_at(
    Serial,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("balance__site")),
    display=["number", "item", "balance"],
    search_fields=["number", "item__sku"],
    list_select_related=["item", "balance"],
)
look_at(
    SerialMove,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("transaction__site")),
    display=["serial", "transaction", "source", "target"],
    search_fields=["serial__number", "serial__item__sku"],
    list_select_related=["serial", "transaction", "source", "target"],
    page_of=lambda _self, row: reverse("wms:posting", args=[row.transaction_id]),
)
look_at(
    PromiseBucket,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["item", "site", "owner", "capacity", "promised"],
    list_filter=["site"],
    search_fields=["item__sku"],
    list_select_related=["item", "site", "owner"],
    page_of=lambda _self, row: reverse("wms:item", args=[row.item.public_id]),
)
look_at(
    Promise,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("site")),
    display=["line", "item", "site", "quantity", "status", "priority_at", "expires_at"],
    list_filter=["site", "status"],
    search_fields=["item__sku", "line__order__number", "line__order__external_id"],
    list_select_related=["line", "item", "site"],
    date_hierarchy="priority_at",
)
look_at(
    Allocation,
    may_view=VIEW,
    visible=staticmethod(in_sites_of("balance__site")),
    display=["line", "balance", "quantity", "picked", "status", "created_at"],
    list_filter=["status"],
    search_fields=["line__order__number", "line__item__sku"],
    list_select_related=["line", "balance"],
    date_hierarchy="created_at",
)
