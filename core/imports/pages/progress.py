"""How far the reading of a long file has come, told while the request that reads it still runs."""

import re
import uuid

from django.core.cache import cache
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET
from redis import RedisError

from core.imports.judging import Progress
from core.imports.kinds import Person

_KEPT_SECONDS = 600
_TOKEN = re.compile(r"[0-9a-f-]{36}")


def progress_of(user: Person, token: str) -> Progress | None:
    """A function that notes how many rows were read, under a token of the page; None without a token."""
    if not _TOKEN.fullmatch(token):
        return None
    key = _key(user, token)

    def note(rows: int) -> None:
        try:
            cache.set(key, rows, _KEPT_SECONDS)
        except RedisError:  # the file is read all the same
            return

    return note


@require_GET
def progress(request: HttpRequest, token: uuid.UUID) -> JsonResponse:
    """How many rows this user's file of this token has given so far."""
    try:
        rows = cache.get(_key(request.user, str(token)), 0)
    except RedisError:
        rows = 0
    return JsonResponse({"rows": rows}, headers={"Cache-Control": "no-store"})


def _key(user: Person, token: str) -> str:
    return f"import-progress:{user.pk}:{token}"
