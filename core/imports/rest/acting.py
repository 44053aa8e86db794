"""Acting on a run by the API: write what a dry run found good, or give it up."""

import uuid
from datetime import datetime
from http import HTTPStatus

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.imports.queries import run_visible_to
from core.imports.rest.shapes import ImportDoneOut, ImportRunOut, results_of
from core.imports.rest.views import accepted, flag_of, mode_of
from core.imports.services.applying import apply_looked_through, look_again
from core.imports.services.asking import ask_to_apply, cancel, is_long_run
from core.imports.services.checking import LookedThrough
from core.models import ImportRun
from core.rest.idempotency import idempotent, replayed
from core.states import ImportMode, ImportStatus


class ApplyView(APIView):
    """Writing what was checked."""

    @extend_schema(
        operation_id="import_apply",
        summary="Write the rows of a checked file",
        description=(
            "Applied once: called again, it answers with the first result. A small file is written before the"
            " answer (200). A long one (more than 256 KB, a workbook 64 KB) is left to a worker: 202 with the"
            " run, whose address stands in `Location`; ask there until `status` is APPLIED, FAILED or"
            " CANCELLED. With `wait` the answer always comes when all is written."
        ),
        request=None,
        parameters=[
            OpenApiParameter("mode", str, enum=["all", "good_rows"], description="Default: all."),
            OpenApiParameter("wait", bool, description="Answer when it is done, also for a long file."),
        ],
        responses={200: ImportDoneOut, 202: ImportRunOut},
    )
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """Look up outside of any transaction, then write in one; or later."""
        again = replayed(request)
        if again is not None:
            return again
        run, _kind = run_visible_to(request.user, public_id)
        mode = mode_of(request.query_params.get("mode", ""))
        must_wait = flag_of("wait", request.query_params.get("wait", ""))
        at = timezone.now()
        if run.status == ImportStatus.APPLIED:
            return Response(_done(run))
        if run.is_open or (is_long_run(run) and not must_wait):
            return self._ask(request, run, mode, at)
        return self._write(request, look_again(run=run, by=request.user, at=at), mode, at)

    @idempotent
    def _ask(self, request: Request, run: ImportRun, mode: ImportMode, at: datetime) -> Response:
        return accepted(ask_to_apply(run_id=run.public_id, mode=mode, by=request.user, at=at))

    @idempotent
    def _write(self, request: Request, looked: LookedThrough, mode: ImportMode, at: datetime) -> Response:
        outcome = apply_looked_through(looked=looked, mode=mode, by=request.user, at=at)
        return Response(_done(outcome.run, results_of(outcome)))


class CancelView(APIView):
    """Giving an import up."""

    @extend_schema(
        operation_id="import_cancel",
        summary="Give an import up that waits or is at work",
        description="Nothing is written. 409 `import_over` where it has ended already.",
        request=None,
        responses={200: ImportRunOut, 202: ImportRunOut},
    )
    @idempotent
    def post(self, request: Request, public_id: uuid.UUID) -> Response:
        """200 where it is cancelled, 202 where its worker has still to notice."""
        run, _kind = run_visible_to(request.user, public_id)
        run = cancel(run_id=run.public_id)
        status = HTTPStatus.ACCEPTED if run.is_open else HTTPStatus.OK
        return Response(ImportRunOut(run).data, status=status)


def _done(run: ImportRun, results: list[dict[str, object]] | None = None) -> dict[str, object]:
    """The run with the results of its rows, which only the answer to the writing itself has."""
    run.results = results or []  # type: ignore[attr-defined]  # for ImportDoneOut
    shown: dict[str, object] = ImportDoneOut(run).data
    return shown
