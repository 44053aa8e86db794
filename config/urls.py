"""The whole site on one page: one line per app."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog

urlpatterns = [
    path("", include("core.urls")),
    path("", include("accounts.urls")),
    path("", include("wms.urls")),
    path("", include("routing.urls")),
    path("", include("lastmile.urls")),
    path("", include("returns.urls")),
    path("", include("pod.urls")),
    path("admin/login/", RedirectView.as_view(pattern_name="accounts:sign-in", query_string=True)),
    path("admin/", admin.site.urls),
    path("api/v1/", include("config.api")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("i18n/catalog.js", login_not_required(JavaScriptCatalog.as_view()), name="javascript-catalog"),
]

handler400 = "core.pages.failures.bad_request"
handler403 = "core.pages.failures.forbidden"
handler404 = "core.pages.failures.not_found"
handler500 = "core.pages.failures.server_error"
