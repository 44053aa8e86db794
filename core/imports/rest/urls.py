"""Addresses of the API of imports."""

from django.urls import path

from core.imports.rest import acting, views

urlpatterns = [
    path("<uuid:public_id>/", views.ImportRunView.as_view(), name="api-import-run"),
    path("<uuid:public_id>/apply/", acting.ApplyView.as_view(), name="api-import-apply"),
    path("<uuid:public_id>/cancel/", acting.CancelView.as_view(), name="api-import-cancel"),
    path("<slug:kind>/", views.ImportView.as_view(), name="api-import"),
]
