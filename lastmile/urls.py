"""Addresses of the last mile's pages."""

from django.urls import path

from lastmile.web import checking, fleet, order, orders, plan, plans, release, routes, shifts
from lastmile.web.board import documents
from lastmile.web.board import page as board
from lastmile.web.loading import pages as loading_pages

app_name = "lastmile"
urlpatterns = [
    path("board/", board.board, name="board"),
    path("board/picture.json", documents.picture, name="board-picture"),
    path("board/lines.json", documents.lines, name="board-lines"),
    path("orders/", orders.order_list, name="orders"),
    path("orders/map.json", orders.order_map, name="orders-map"),
    path("orders/cancel/", orders.cancel_several, name="orders-cancel"),
    path("orders/new/", order.new_order, name="order-new"),
    path("orders/items.json", order.find_items, name="order-items"),
    path("orders/address/", order.find_address, name="order-address"),
    path("orders/<uuid:public_id>/", order.order_page, name="order"),
    path("orders/<uuid:public_id>/amend/", order.amend_order, name="order-amend"),
    path("orders/<uuid:public_id>/cancel/", order.cancel_order, name="order-cancel"),
    path("addresses/check/", checking.check_list, name="check"),
    path("addresses/<uuid:public_id>/check/", checking.check_address, name="check-address"),
    path("addresses/<uuid:public_id>/decide/", checking.decide, name="address-decide"),
    path("addresses/<uuid:public_id>/again/", checking.look_again, name="address-again"),
    path("fleet/vehicles/", fleet.vehicle_list, name="vehicles"),
    path("fleet/vehicles/new/", fleet.new_vehicle, name="vehicle-new"),
    path("fleet/vehicles/<uuid:public_id>/", fleet.change_vehicle, name="vehicle"),
    path("fleet/shifts/", shifts.shift_list, name="shifts"),
    path("fleet/shifts/new/", shifts.new_shift, name="shift-new"),
    path("fleet/shifts/copy/", shifts.copy_day, name="shifts-copy"),
    path("fleet/shifts/<uuid:public_id>/", shifts.change_shift, name="shift"),
    path("fleet/shifts/<uuid:public_id>/cancel/", shifts.cancel_shift, name="shift-cancel"),
    path("fleet/shifts/<uuid:public_id>/restore/", shifts.restore_shift, name="shift-restore"),
    path("plan/", plans.board, name="plans"),
    path("plan/start/", plans.start, name="plan-start"),
    path("plan/<uuid:public_id>/", plan.plan, name="plan"),
    path("plan/<uuid:public_id>/map.json", plan.plan_map, name="plan-map"),
    path("plan/<uuid:public_id>/stop/", plan.stop, name="plan-stop"),
    path("plan/<uuid:public_id>/discard/", plan.discard, name="plan-discard"),
    path("plan/<uuid:public_id>/commit/", plan.commit, name="plan-commit"),
    path("plan/<uuid:public_id>/again/", plan.again, name="plan-again"),
    path("plan/<uuid:public_id>/apply/", plan.apply, name="plan-apply"),
    path("floor/load/", loading_pages.load_list, name="floor-load"),
    path("floor/load/<uuid:public_id>/", loading_pages.load_page, name="floor-load-van"),
    path("floor/load/<uuid:public_id>/state.json", loading_pages.load_json, name="floor-load-state"),
    path("routes/", routes.day, name="routes"),
    path("routes/release/", release.release_page, name="routes-release"),
    path("routes/map.json", routes.day_map, name="routes-map"),
    path("routes/<uuid:public_id>/", routes.route, name="route"),
    path("routes/<uuid:public_id>/map.json", routes.route_map, name="route-map"),
    path("routes/<uuid:public_id>/manifest/", routes.manifest, name="manifest"),
]
