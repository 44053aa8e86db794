"""Addresses of proof, tracking and messages."""

from django.urls import path

from pod.web import exports, messages, pins, proofs, tracking
from pod.web.driver import page

app_name = "pod"
urlpatterns = [
    path("driver/", page.driver_page, name="driver"),
    path("t/<str:token>/", tracking.tracking, name="tracking"),
    path("proofs/", exports.proofs_of_day, name="proofs-of-day"),
    path("proofs/<uuid:public_id>/export/", exports.export_delivery, name="export-delivery"),
    path("proofs/route/<uuid:public_id>/export/", exports.export_route, name="export-route"),
    path("proofs/day/<str:code>/<str:day>/export/", exports.export_day, name="export-day"),
    path("proofs/<uuid:public_id>/", proofs.proof_page, name="proofs"),
    path("proofs/files/<str:sha256>/", proofs.proof_picture, name="proof-picture"),
    path("pins/<uuid:public_id>/", pins.show_pin, name="pin"),
    path("messages/", messages.message_list, name="messages"),
    path("messages/<uuid:public_id>/again/", messages.again, name="message-again"),
    path("messages/link/<uuid:public_id>/", messages.make_link, name="tracking-link"),
]
