"""Addresses of roads and the map."""

from django.urls import path

from routing.web import roads, tiles

app_name = "routing"
urlpatterns = [
    path("roads/", roads.roads, name="roads"),
    path("map/tiles.json", tiles.description, name="map"),
    path("map/tiles/<int:z>/<int:x>/<int:y>.mvt", tiles.tile, name="tile"),
]
