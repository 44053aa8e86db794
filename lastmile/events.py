"""What happens on the road that apps above, and the last mile itself, may care about."""

from dataclasses import dataclass, field

from core.events import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class StopsArrived(Event):
    """Vehicles stand at doors."""

    stop_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class StopsSkipped(Event):
    """Drivers passed stops by, to come back later."""

    stop_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveriesMade(Event):
    """Goods were handed over, in full or in part, at these visits."""

    delivery_ids: tuple[int, ...]
    attempt_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveriesFailed(Event):
    """Nothing was handed over at these visits; the goods are still on the vehicle."""

    delivery_ids: tuple[int, ...]
    attempt_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptsUndone(Event):
    """Slips of the finger at the door were taken back, within two minutes."""

    delivery_ids: tuple[int, ...]
    attempt_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutesReturned(Event):
    """Vehicles are back; what is left on them waits to be taken in."""

    route_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutesClosed(Event):
    """Nothing without a disposition is left on the vehicles of these routes."""

    route_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveriesReturned(Event):
    """Goods that could not be handed over are back in the warehouse; nobody drives there again for them."""

    delivery_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveriesToTryAgain(Event):
    """Goods that could not be handed over stand in a lane; they are to be planned again."""

    delivery_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ConflictsFound(Event):
    """What a phone told and what the books say differ. The fact stands; somebody should look at it.

    `kind` is a value of door_states.Conflict; the facts are plain values for people.
    """

    kind: str
    delivery_ids: tuple[int, ...]
    facts: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutesPublished(Event):
    """Drivers were sent the latest revision; the recipients of `delivery_ids` get a new expected time."""

    route_ids: tuple[int, ...]
    delivery_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NewTimesAsked(Event):
    """A dispatcher wants the recipients of these deliveries to hear when theirs comes now."""

    delivery_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutesRearranged(Event):
    """The stops of these routes stand in another order, on another route or at another time."""

    route_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutesReleased(Event):
    """The warehouse may pick these routes."""

    route_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutesDeparted(Event):
    """Vehicles have left; `delivery_ids` are on board, `left_behind_ids` were taken off and wait again."""

    route_ids: tuple[int, ...]
    delivery_ids: tuple[int, ...]
    left_behind_ids: tuple[int, ...] = ()
