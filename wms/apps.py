"""Django's entry for wms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WmsConfig(AppConfig):
    """Items, stock, orders to ship"""

    name = "wms"
    verbose_name = _("Warehouse")

    def ready(self) -> None:
        """Tell the foundation which pages there are and which sites a user may choose."""
        from core import codes, live, navigation
        from core.imports import kinds
        from wms import commands, handlers  # noqa: F401 - the handlers register themselves
        from wms.queries.access import may_watch_floor
        from wms.queries.start_notes import counts_note, items_note
        from wms.services.importing_items import ITEMS
        from wms.services.importing_stock import STOCK
        from wms.web.choosing_site import site_context
        from wms.web.finding import things_called

        kinds.register(ITEMS)
        kinds.register(STOCK)

        commands.register_all()
        codes.register(things_called)
        live.register("floor", may_watch_floor)
        navigation.register_context(site_context)
        navigation.register(
            navigation.Entry(
                section=_("Warehouse"),
                label=_("Items"),
                hint=_("What is stored: facts, packs, barcodes, and how much there is."),
                url_name="wms:items",
                note=items_note,
                icon="package",
                permission="wms.view_stock",
                order=100,
            ),
            navigation.Entry(
                section=_("Warehouse"),
                label=_("Stock"),
                hint=_("What lies where: by place, item, lot and expiry."),
                url_name="wms:stock",
                icon="layers",
                permission="wms.view_stock",
                order=110,
            ),
            navigation.Entry(
                section=_("Warehouse"),
                label=_("Places"),
                hint=_("Bins, docks, lanes and vehicles, and what they hold."),
                url_name="wms:places",
                icon="grid-3x3",
                permission="wms.view_stock",
                order=120,
            ),
            navigation.Entry(
                section=_("Warehouse"),
                label=_("Floor"),
                hint=_("Pick, pack, print labels and stage, on a scanner, a phone or here."),
                url_name="wms:floor",
                icon="scan-barcode",
                permission="wms.pick",
                order=95,
            ),
            navigation.Entry(
                section=_("Warehouse"),
                label=_("Counts"),
                hint=_("Bins to count, and differences to approve."),
                url_name="wms:counts",
                note=counts_note,
                icon="calculator",
                permission="wms.adjust_stock",
                order=125,
            ),
            navigation.Entry(
                section=_("Warehouse"),
                label=_("Books"),
                hint=_("Whether balances and postings agree, checked while you look."),
                url_name="wms:books",
                icon="scale",
                permission="wms.adjust_stock",
                order=190,
            ),
        )
