"""What the last mile can refuse."""

from http import HTTPStatus

from core.errors import BadInputError, DomainError, StaleError


class OrdersRefusedError(BadInputError):
    """Some orders cannot be taken, and all or none were asked for. The fact `errors` says which and why."""

    code = "orders_refused"


class OrderUnderwayError(DomainError):
    """The warehouse has begun, or it has ended: the order can no longer be amended or cancelled here."""

    code = "order_underway"


class UnusablePointError(BadInputError):
    """A point that cannot be meant: not on the globe, (0, 0), or too far from any road."""

    code = "unusable_point"


class GeocoderDownError(DomainError):
    """Nobody can look addresses up right now. Nothing was changed."""

    code = "geocoder_down"
    status = HTTPStatus.SERVICE_UNAVAILABLE


class NothingToPlanError(BadInputError):
    """There is no order, no vehicle or no depot to plan with."""

    code = "nothing_to_plan"


class DepotOffRoadsError(BadInputError):
    """No road leads from a depot to any order, or none back. The fact `site` names it."""

    code = "depot_off_roads"


class DraftNotReadyError(DomainError):
    """The preview has no plan that could be committed."""

    code = "draft_not_ready"


class DraftChangedError(DomainError):
    """The preview has another version than the one that was looked at."""

    code = "draft_changed"


class CauseGoneError(DomainError):
    """What the incident was about is over; there is nothing to open again."""

    code = "cause_gone"


class EvidenceMissingError(DomainError):
    """What must be shown for this visit was not brought. The fact `missing` names it."""

    code = "evidence_missing"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class NotOnTheRoadError(DomainError):
    """The route has not left, or is not driven any more."""

    code = "not_on_the_road"


class AlreadyEndedError(DomainError):
    """This visit has ended already, and this phone said so itself."""

    code = "already_ended"


class TooLateToUndoError(DomainError):
    """A visit is undone within two minutes, by the phone that told it, while its route is on the road."""

    code = "too_late_to_undo"


class StopsOpenError(DomainError):
    """The route cannot end yet: some stops have not been told how they ended. The fact `stops` names them."""

    code = "stops_open"


class MoveRefusedError(DomainError):
    """A stop cannot go there: its route is too far along, its goods are in a van, or nobody may carry it."""

    code = "move_refused"


class DriverRefusedError(DomainError):
    """Somebody cannot drive this route: busy elsewhere at that time, or lacking what an order asks for."""

    code = "driver_refused"


class RouteChangedError(StaleError):
    """Somebody else changed the route since it was looked at. The fact `changes` says what."""

    code = "route_changed"


class NothingToUndoError(DomainError):
    """There is no edit of yours left to take back, or this one was taken back already."""

    code = "nothing_to_undo"


class NotReleasedError(DomainError):
    """The route cannot be released like that, or cannot be loaded because it was not released."""

    code = "route_not_released"


class NoLaneError(DomainError):
    """No staging lane of the site is free at that time."""

    code = "no_lane_free"


class LoadNotCompleteError(DomainError):
    """Units are neither loaded nor short with a reason. The fact `missing` names them."""

    code = "load_not_complete"


class DepartureRefusedError(DomainError):
    """The vehicle may not leave yet. The fact `missing` lists what is not done."""

    code = "departure_refused"


class VehicleNotEmptyError(DomainError):
    """The route cannot close: goods without a disposition are on its vehicle. The fact `left` counts them."""

    code = "vehicle_not_empty"
