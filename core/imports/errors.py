"""Why an import is refused."""

from typing import Any

from core.errors import BadInputError, DomainError


class RowsRefusedError(BadInputError):
    """Some rows cannot be taken, and all or none were asked for. The fact `errors` lists them."""

    code = "rows_refused"
    judgement: Any = None
    """The verdict behind it (`judging.Judgement`), for who keeps it."""


class ContextRefusedError(BadInputError):
    """What has to be chosen beside the file is missing or unknown. The fact `errors` names the fields."""

    code = "bad_context"


class ImportConflictError(DomainError):
    """Others wrote the same records between the check and the writing; nothing was changed."""

    code = "import_conflict"


class ImportOverError(DomainError):
    """Nothing can be cancelled any more: the import has ended."""

    code = "import_over"


class ImportOpenError(DomainError):
    """The import waits for a worker or is at work already, with another wish."""

    code = "import_open"
