"""Addresses of the doors for phones."""

from django.urls import path

from accounts.api.codes import Codes
from accounts.api.commands import Commands, Seen
from accounts.api.files import Files
from accounts.api.pairing import Me, Pair, PairHere

urlpatterns = [
    path("codes/", Codes.as_view(), name="api-device-codes"),
    path("pair/", Pair.as_view(), name="api-device-pair"),
    path("pair-here/", PairHere.as_view(), name="api-device-pair-here"),
    path("me/", Me.as_view(), name="api-device-me"),
    path("commands/", Commands.as_view(), name="api-device-commands"),
    path("seen/", Seen.as_view(), name="api-device-seen"),
    path("files/<str:sha256>/", Files.as_view(), name="api-device-file"),
]
