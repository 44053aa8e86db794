"""Addresses of the pages of imports."""

from django.urls import path

from core.imports.pages import bringing, runs

urlpatterns = [
    path("runs/<uuid:public_id>/", runs.show, name="import-run"),
    path("runs/<uuid:public_id>/apply/", runs.apply, name="import-apply"),
    path("runs/<uuid:public_id>/cancel/", runs.cancel, name="import-cancel"),
    path("runs/<uuid:public_id>/errors.csv", runs.errors_csv, name="import-errors"),
    path("<slug:kind>/", bringing.bring, name="import-kind"),
    path("<slug:kind>/template.csv", bringing.template_csv, name="import-template-csv"),
    path("<slug:kind>/template.xlsx", bringing.template_xlsx, name="import-template-xlsx"),
]
