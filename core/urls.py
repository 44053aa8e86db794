"""Addresses that belong to no app of the field."""

from django.urls import path

from core.pages import health, home

urlpatterns = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
]
