"""Is this process able to answer?"""

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """200 with the database reachable, else 503; says nothing else, since anyone may ask."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # noqa: BLE001 - whatever it is, the answer is no
        return JsonResponse({"status": "unavailable"}, status=503)
    return JsonResponse({"status": "ok"})
