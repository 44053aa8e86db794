"""Who may enter the pages of an import, and with how big a body."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from core.imports.kinds import ImportKind, kind_named
from core.imports.rest.views import require_bounded

type KindView = Callable[[HttpRequest, ImportKind], HttpResponse]


def for_importers(view: KindView) -> Callable[..., HttpResponse]:
    """Hand the view its kind. 404 for an unknown kind, 403 for who may not import it, 422 for a huge body."""
    protected = csrf_protect(view)

    @wraps(view)
    def enter(request: HttpRequest, kind: str) -> HttpResponse:
        found = kind_named(kind)
        if not request.user.has_perm(found.permission):
            raise PermissionDenied
        require_bounded(request.META.get("CONTENT_LENGTH"))
        return protected(request, found)

    # Looking for the token reads the whole body, so the size is judged first and the token right after.
    return csrf_exempt(enter)
