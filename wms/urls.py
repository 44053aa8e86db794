"""Addresses of the warehouse's pages."""

from django.urls import path

from wms.web import books, choosing_site, item, item_form, items, stock, trails

app_name = "wms"
urlpatterns = [
    path("items/", items.item_list, name="items"),
    path("items/export.csv", items.export_items, name="items-export"),
    path("items/<uuid:public_id>/", item.item_detail, name="item"),
    path("items/<uuid:public_id>/change/", item_form.change_item_page, name="item-change"),
    path("items/<uuid:public_id>/history/", item.item_history, name="item-history"),
    path("stock/", stock.stock_list, name="stock"),
    path("stock/places/", stock.place_list, name="places"),
    path("stock/places/<uuid:public_id>/", trails.bin_page, name="bin"),
    path("stock/lots/<uuid:public_id>/", trails.lot_page, name="lot"),
    path("stock/units/<str:sscc>/", trails.unit_page, name="unit"),
    path("stock/postings/<uuid:transaction_id>/", trails.posting_page, name="posting"),
    path("stock/books/", books.books, name="books"),
    path("sites/choose/", choosing_site.choose_site, name="choose-site"),
]
