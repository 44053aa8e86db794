"""Addresses of the warehouse's pages."""

from django.urls import path

from wms.web import books, choosing_site, counts, item, item_form, items, stock, trails
from wms.web.floor import counts as floor_counts
from wms.web.floor import pages, prints

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
    path("stock/counts/", counts.count_list, name="counts"),
    path("stock/counts/ask/", counts.ask_page, name="count-ask"),
    path("stock/counts/<uuid:public_id>/", counts.count_detail, name="count"),
    path("stock/counts/<uuid:public_id>/decide/", counts.decide, name="count-decide"),
    path("stock/books/", books.books, name="books"),
    path("floor/", pages.home, name="floor"),
    path("floor/pick/<uuid:public_id>/", pages.walk_page, name="floor-walk"),
    path("floor/pick/<uuid:public_id>/tasks.json", pages.walk_json, name="floor-walk-tasks"),
    path("floor/pack/", pages.bench_list, name="floor-pack"),
    path("floor/pack/<uuid:public_id>/", pages.bench, name="floor-bench"),
    path("floor/pack/<uuid:public_id>/tasks.json", pages.bench_json, name="floor-bench-tasks"),
    path("floor/pack/<uuid:public_id>/note.pdf", prints.delivery_note, name="floor-note"),
    path("floor/stage/", pages.lanes, name="floor-stage"),
    path("floor/stage/tasks.json", pages.lanes_json, name="floor-stage-tasks"),
    path("floor/back/", pages.going_back, name="floor-back"),
    path("floor/counts/", floor_counts.counts, name="floor-counts"),
    path("floor/counts/<uuid:public_id>/", floor_counts.count_page, name="floor-count"),
    path("floor/what.json", pages.what_is, name="floor-what"),
    path("floor/parcels/<uuid:public_id>/", prints.parcel_page, name="floor-parcel"),
    path("floor/parcels/<uuid:public_id>/label.png", prints.label_png, name="floor-label-png"),
    path("floor/parcels/<uuid:public_id>/label.pdf", prints.label_pdf, name="floor-label-pdf"),
    path("floor/parcels/<uuid:public_id>/slip.pdf", prints.packing_slip, name="floor-slip"),
    path("sites/choose/", choosing_site.choose_site, name="choose-site"),
]
