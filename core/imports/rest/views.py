"""Importing by the API: one request checks a file and writes it, or leaves a long one to a worker."""

import uuid
from datetime import datetime
from http import HTTPStatus
from typing import Any, BinaryIO, cast

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.errors import BadInputError
from core.imports.declaring import read_declaration
from core.imports.judging import limits
from core.imports.kinds import kind_named
from core.imports.queries import run_visible_to
from core.imports.rest.bodies import UNNAMED, XLSX, CsvFile, JsonFile, XlsxFile
from core.imports.rest.shapes import ImportDoneOut, ImportRunOut, results_of
from core.imports.services.applying import apply_looked_through
from core.imports.services.asking import ask_for_check, is_long, keep_file
from core.imports.services.checking import LookedThrough, keep_check, look_through
from core.models import ImportRun
from core.rest.idempotency import idempotent, replayed
from core.states import ImportMode
from core.tables.encodings import DECLARABLE
from core.tables.errors import TableError
from core.tables.limits import MEGABYTE

_FORM_OVERHEAD = MEGABYTE
_YES, _NO = {"true", "1", "yes"}, {"false", "0", "no", ""}


class ImportView(APIView):
    """Files of one kind."""

    parser_classes = [MultiPartParser, JsonFile, CsvFile, XlsxFile]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - DRF's hook
        """Before the body is read: may they, and is it not far too big?"""
        super().initial(request, *args, **kwargs)
        if not request.user.has_perm(kind_named(kwargs["kind"]).permission):
            raise PermissionDenied
        require_bounded(request.META.get("CONTENT_LENGTH"))

    @extend_schema(
        operation_id="import_table",
        summary="Check a file, and write it unless `dry_run` is set",
        description=(
            "The body is the file itself, or a form with `file`. What a kind asks for beside the file is sent"
            " as parameters or form fields. Without `dry_run` a file with refused rows is written only in the"
            " mode `good_rows`; otherwise the answer is 422 with every reason, and nothing is kept.\n\n"
            "A file of more than 256 KB (a workbook: 64 KB) is left to a worker: the answer is 202 with the"
            " run, whose address stands in `Location`. Ask there until `status` is CHECKED (only a dry run),"
            " APPLIED, REFUSED, FAILED or CANCELLED; `stage` and `stage_rows` tell how far it is. With `wait`"
            " the answer comes when all is done, whatever the size: about a minute for 50,000 rows."
        ),
        request={
            "text/csv": OpenApiTypes.BINARY,
            XLSX: OpenApiTypes.BINARY,
            "application/json": OpenApiTypes.OBJECT,
            "multipart/form-data": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            },
        },
        parameters=[
            OpenApiParameter("dry_run", bool, description="Only check."),
            OpenApiParameter("mode", str, enum=["all", "good_rows"], description="Default: all."),
            OpenApiParameter("wait", bool, description="Answer when it is done, also for a long file."),
            OpenApiParameter("encoding", str, enum=list(DECLARABLE), description="Of text without a mark."),
            OpenApiParameter("decimal_mark", str, enum=[".", ","]),
            OpenApiParameter("file_name", str, description="For the history; a form's file has its own."),
        ],
        responses={200: ImportDoneOut, 201: ImportDoneOut, 202: ImportRunOut},
    )
    def post(self, request: Request, kind: str) -> Response:
        """Read and look up outside of any transaction, then check and write in one; or later."""
        again = replayed(request)
        if again is not None:
            return again
        found = kind_named(kind)
        sent = _sent(request)
        wanted = mode_of(sent.get("mode", ""))
        mode = None if flag_of("dry_run", sent.get("dry_run", "")) else wanted
        must_wait = flag_of("wait", sent.get("wait", ""))
        at = timezone.now()
        stream, name = _file(request, sent)
        declared = read_declaration(found, sent)
        if is_long(stream) and not must_wait:
            run = keep_file(
                kind=found, stream=stream, file_name=name, declared=declared, by=request.user, at=at
            )
            return self._ask(request, run, mode, at)
        looked = look_through(
            kind=found, stream=stream, file_name=name, declared=declared, by=request.user, at=at
        )
        return self._write(request, looked, mode, at)

    @idempotent
    def _ask(self, request: Request, run: ImportRun, mode: ImportMode | None, at: datetime) -> Response:
        return accepted(ask_for_check(run=run, by=request.user, at=at, mode=mode))

    @idempotent
    def _write(
        self, request: Request, looked: LookedThrough, mode: ImportMode | None, at: datetime
    ) -> Response:
        run = keep_check(looked=looked)
        if mode is None:
            run.results = []  # type: ignore[attr-defined]  # for ImportDoneOut
            return Response(ImportDoneOut(run).data, status=HTTPStatus.OK)
        outcome = apply_looked_through(looked=looked, mode=mode, by=request.user, at=at)
        outcome.run.results = results_of(outcome)  # type: ignore[attr-defined]  # as above
        return Response(ImportDoneOut(outcome.run).data, status=HTTPStatus.CREATED)


def accepted(run: ImportRun) -> Response:
    """202: a worker has it, and where to ask."""
    address = reverse("api-import-run", args=[run.public_id])
    return Response(
        ImportRunOut(run).data, status=HTTPStatus.ACCEPTED, headers={"Location": address, "Retry-After": "1"}
    )


class ImportRunView(APIView):
    """One run."""

    @extend_schema(operation_id="import_run", summary="What became of an import", responses=ImportRunOut)
    def get(self, request: Request, public_id: uuid.UUID) -> Response:
        """The run, as far as this user may see it."""
        run, _kind = run_visible_to(request.user, public_id)
        return Response(ImportRunOut(run).data)


def require_bounded(content_length: str | None) -> None:
    """Refuse a request whose body is far bigger than a file may be, before any of it is read."""
    most = limits().file_bytes
    if (content_length or "").isdecimal() and int(content_length or 0) > most + _FORM_OVERHEAD:
        told = _("The file is too big; at most %(most)d megabytes are taken.") % {"most": most // MEGABYTE}
        raise TableError(told, reason="too_big", limit=most)


def _sent(request: Request) -> QueryDict:
    """The parameters, and the fields of a form beside its file."""
    sent = request.query_params.copy()
    fields = cast("QueryDict", request.data)  # whatever the media type: the parsers see to it
    for name, value in fields.items():
        if isinstance(value, str):
            sent[name] = value
    return sent


def _file(request: Request, sent: QueryDict) -> tuple[BinaryIO, str]:
    """The file's bytes and its name."""
    uploaded = request.FILES.get("file")
    if uploaded is None or uploaded.file is None:
        told = _("Send the file: as the body, or as “file” of a form.")
        raise BadInputError(told, errors=[{"place": "file", "message": told}])
    name = uploaded.name if uploaded.name != UNNAMED else sent.get("file_name", "")
    return cast("BinaryIO", uploaded.file), name or ""


def flag_of(name: str, text: str) -> bool:
    """The parameter as a truth value. Raises BadInputError that names it."""
    if text.lower() not in _YES | _NO:
        told = _("Write true or false.")
        raise BadInputError(told, errors=[{"place": name, "message": told}])
    return text.lower() in _YES


def mode_of(text: str) -> ImportMode:
    """The mode by its name, ALL where none is given. Raises BadInputError."""
    try:
        return ImportMode((text or ImportMode.ALL).upper())
    except ValueError:
        told = _("Write all or good_rows.")
        raise BadInputError(told, errors=[{"place": "mode", "message": told}]) from None
