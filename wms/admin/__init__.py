"""The warehouse in the admin: reference data is edited here, what the ledger says is only looked at."""

from wms.admin import floor, items, orders, places, stock

__all__ = ["floor", "items", "orders", "places", "stock"]
