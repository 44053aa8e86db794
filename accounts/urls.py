"""Signing in and out."""

from django.urls import path, register_converter

from accounts.web import devices, phone_pages, setup, signing_in

register_converter(phone_pages.PhonesConverter, "phones")

app_name = "accounts"
urlpatterns = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign-in"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign-out"),
    path("devices/", devices.device_list, name="devices"),
    path("devices/codes/", devices.new_code, name="pairing-codes"),
    path("devices/codes/<uuid:public_id>/", devices.code_state, name="pairing-code"),
    path("devices/<uuid:public_id>/end/", devices.end_device, name="device-end"),
    path("<phones:scope>/pair/", phone_pages.pair_page, name="pair"),
    path("<phones:scope>/setup/", setup.setup_page, name="device-setup"),
    path("<phones:scope>/sw.js", phone_pages.service_worker, name="service-worker"),
    path("<phones:scope>/version.json", phone_pages.version, name="phone-version"),
]
