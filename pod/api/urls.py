"""Addresses of pod's API."""

from django.urls import path

from pod.api.day import DriversDay

urlpatterns = [path("day/", DriversDay.as_view(), name="api-driver-day")]
