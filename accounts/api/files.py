"""Photos and signatures, named by the hash of their bytes, in one piece or in several."""

import re
from typing import IO, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.schema import DeviceSchema
from accounts.api.shapes import FileOut
from accounts.device_sign_in import DeviceAuthentication, device_of
from accounts.errors import TooLargeError
from accounts.models import DeviceFile
from accounts.services import device_files
from accounts.states import FileStatus
from core.errors import BadInputError, NotFoundError

RANGE = re.compile(r"bytes (\d{1,9})-(\d{1,9})/(\d{1,9})")
HASH = re.compile(r"[0-9a-f]{64}")
CREATED, ACCEPTED = 201, 202


class RawParser(BaseParser):
    """The body as it is, whatever it calls itself: what it is, its content tells."""

    media_type = "*/*"

    def parse(self, stream: IO[bytes], media_type: str | None = None, parser_context: Any = None) -> Any:  # noqa: ANN401 - DRF hands on what it has
        """Read at most what a file may have, and one byte more."""
        return stream.read(device_files.MOST_BYTES + 1)


class Files(APIView):
    """One file of a phone."""

    authentication_classes = (DeviceAuthentication,)
    permission_classes = (IsAuthenticated,)
    parser_classes = (RawParser,)
    schema = DeviceSchema()

    @extend_schema(
        operation_id="device_put_file",
        summary="Send a file or a piece of it",
        description=(
            "The raw bytes of a JPEG, PNG or WebP. A piece says its place by Content-Range and is answered"
            " by 202 until the file is complete. A piece that does not follow what is here gets 409 with"
            " `offset`."
        ),
        parameters=[
            OpenApiParameter(
                "Content-Range", str, OpenApiParameter.HEADER, description="bytes 0-65535/180000"
            )
        ],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={201: FileOut, 202: FileOut},
    )
    def put(self, request: Request, sha256: str) -> Response:
        """Keep the bytes."""
        if int(request.META.get("CONTENT_LENGTH") or 0) > device_files.MOST_BYTES:
            raise TooLargeError(_("A photo has at most 12 MB."), most=device_files.MOST_BYTES)
        sent: Any = request.data
        piece = sent if isinstance(sent, bytes) else b""
        offset, size = _place(request.headers.get("Content-Range", ""), piece)
        file = device_files.put_piece(
            device=device_of(request), sha256=_hash(sha256), piece=piece, offset=offset, size=size,
            at=timezone.now(),
        )  # fmt: skip
        status = CREATED if file.status == FileStatus.KEPT else ACCEPTED
        return Response(FileOut(file).data, status=status)

    @extend_schema(
        operation_id="device_file_progress",
        summary="How much of a file is here",
        responses={200: OpenApiResponse(description="Upload-Offset and Upload-Length say it.")},
    )
    def head(self, request: Request, sha256: str) -> Response:
        """Where to go on."""
        file = DeviceFile.objects.filter(device=device_of(request), sha256=_hash(sha256)).first()
        if file is None:
            raise NotFoundError(_("Nothing of this file is here."))
        return Response(headers={"Upload-Offset": str(file.received), "Upload-Length": str(file.size)})


def _hash(sha256: str) -> str:
    if not HASH.fullmatch(sha256):
        raise NotFoundError(_("A file is named by its SHA-256 in small letters."))
    return sha256


def _place(header: str, piece: bytes) -> tuple[int, int]:
    """Where the piece begins, and how long the whole is, in bytes."""
    if not header:
        return 0, len(piece)
    found = RANGE.fullmatch(header)
    if not found:
        raise BadInputError(_("Content-Range cannot be read."), field="Content-Range")
    first, last, size = map(int, found.groups())
    if last - first + 1 != len(piece) or last >= size:
        raise BadInputError(_("Content-Range does not fit the body."), field="Content-Range")
    return first, size
