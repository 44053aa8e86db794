"""Addresses of the last mile's pages."""

from django.urls import path

from lastmile.web import plan, plans, routes

app_name = "lastmile"
urlpatterns = [
    path("plan/", plans.board, name="plans"),
    path("plan/start/", plans.start, name="plan-start"),
    path("plan/<uuid:public_id>/", plan.plan, name="plan"),
    path("plan/<uuid:public_id>/map.json", plan.plan_map, name="plan-map"),
    path("plan/<uuid:public_id>/stop/", plan.stop, name="plan-stop"),
    path("plan/<uuid:public_id>/discard/", plan.discard, name="plan-discard"),
    path("plan/<uuid:public_id>/commit/", plan.commit, name="plan-commit"),
    path("plan/<uuid:public_id>/again/", plan.again, name="plan-again"),
    path("plan/<uuid:public_id>/apply/", plan.apply, name="plan-apply"),
    path("routes/", routes.day, name="routes"),
    path("routes/map.json", routes.day_map, name="routes-map"),
    path("routes/<uuid:public_id>/", routes.route, name="route"),
    path("routes/<uuid:public_id>/map.json", routes.route_map, name="route-map"),
    path("routes/<uuid:public_id>/manifest/", routes.manifest, name="manifest"),
]
