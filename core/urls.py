"""Addresses that belong to no app of the field."""

from django.urls import include, path

from core.pages import design, finding, health, home, trust

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", finding.search, name="search"),
    path("design/", design.design, name="design"),
    path("import/", include("core.imports.urls")),
    path("trust/", trust.trust, name="trust"),
    path("healthz", health.healthz, name="healthz"),
]
