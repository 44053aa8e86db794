"""Addresses of the API of imports."""

from django.urls import path

from core.imports.rest import views

urlpatterns = [
    path("<uuid:public_id>/", views.ImportRunView.as_view(), name="api-import-run"),
    path("<slug:kind>/", views.ImportView.as_view(), name="api-import"),
]
