"""A file as the body of a request: taken as bytes, whatever it says it is; its content decides."""

from typing import IO, Any, cast

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from rest_framework.parsers import BaseParser, DataAndFiles

from core.imports.judging import limits

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
UNNAMED = "body"


class _FileBody(BaseParser):
    """The body as if it had come as `file` of a form."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Any = None,  # noqa: ANN401 - DRF's hook
    ) -> "DataAndFiles[Any, Any]":
        """At most one byte more than a file may have, so that a longer one is refused for its size."""
        content = stream.read(limits().file_bytes + 1)
        files = MultiValueDict({"file": [SimpleUploadedFile(UNNAMED, content)]})
        # The stubs take the type arguments for the values.
        return DataAndFiles(cast("Any", QueryDict()), cast("Any", files))


class JsonFile(_FileBody):
    """Rows as JSON; read by core.tables, which is stricter than DRF and keeps every digit."""

    media_type = "application/json"


class CsvFile(_FileBody):
    """A CSV file."""

    media_type = "text/csv"


class XlsxFile(_FileBody):
    """A workbook."""

    media_type = XLSX
