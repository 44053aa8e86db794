"""Addresses of the pages of returns."""

from django.urls import path

from returns.web import dock

app_name = "returns"
urlpatterns = [
    path("floor/returns/", dock.home, name="floor"),
    path("floor/returns/vans/<uuid:public_id>/", dock.van, name="floor-van"),
    path("floor/returns/vans/<uuid:public_id>/state.json", dock.van_json, name="floor-van-state"),
    path("floor/returns/inspect/", dock.inspect, name="floor-inspect"),
    path("floor/returns/inspect/state.json", dock.inspect_json, name="floor-inspect-state"),
    path("floor/returns/put-away/", dock.put_away, name="floor-put-away"),
    path("floor/returns/put-away/state.json", dock.put_away_json, name="floor-put-away-state"),
]
