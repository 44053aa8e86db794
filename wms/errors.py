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


class WrongScanError(DomainError):
    """What was scanned is not what is wanted here. The message says what it is and what is wanted."""

    code = "wrong_scan"


class UnknownCodeError(WrongScanError):
    """Nothing in the house is called that."""

    code = "unknown_code"


class OtherSiteError(WrongScanError):
    """The label belongs to another site."""

    code = "other_site"


class WrongPlaceError(WrongScanError):
    """It is another bin or lane than the one that is wanted."""

    code = "wrong_place"


class WrongItemError(WrongScanError):
    """It is another item than the one that is wanted."""

    code = "wrong_item"


class WrongLotError(WrongScanError):
    """It is the right item of another lot."""

    code = "wrong_lot"


class WrongToteError(WrongScanError):
    """The tote is used for something else, or is none."""

    code = "wrong_tote"


class TooManyError(DomainError):
    """More than is wanted, or more than is left."""

    code = "too_many"


class PickOverError(DomainError):
    """The pick is not open any more: done, short or cancelled."""

    code = "pick_over"


class NothingToUndoError(DomainError):
    """There is no last step, or it can no longer be taken back."""

    code = "nothing_to_undo"


class NotReadyError(DomainError):
    """Something has to be done first. The message says what."""

    code = "not_ready"


class UnitOnHoldError(DomainError):
    """Something in the handling unit may not be used: damaged, held, expired."""

    code = "unit_on_hold"


class CountOverError(DomainError):
    """Somebody counted it already, or it is not to be counted any more."""

    code = "count_over"


class SameCounterError(DomainError):
    """Who counted it first cannot be who counts it again."""

    code = "same_counter"


class CountDisturbedError(DomainError):
    """Goods came or went while they were counted, so the number says nothing."""

    code = "count_disturbed"
