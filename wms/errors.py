"""What the warehouse can refuse."""

from http import HTTPStatus

from core.errors import DomainError


class NotEnoughStockError(DomainError):
    """There is not that much there, or others have a claim on it. Facts name item, place and figures."""

    code = "not_enough_stock"


class KeyReusedError(DomainError):
    """The idempotency key was used for a posting of something else."""

    code = "idempotency_key_reused"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class SerialElsewhereError(DomainError):
    """A serial number is not where it was said to be, or is in the house already."""

    code = "serial_elsewhere"


class UnitElsewhereError(DomainError):
    """A handling unit does not stand where it was said to."""

    code = "unit_elsewhere"


class NotReversibleError(DomainError):
    """The posting was reversed already, or is undone in another way."""

    code = "not_reversible"


class OrderUnderwayError(DomainError):
    """Picking has begun; the order can no longer be changed or cancelled like that."""

    code = "order_underway"


class NotAllocatedError(DomainError):
    """The claim on a bin is not, or no longer, that large."""

    code = "not_allocated"
