"""Giving each piece of a load its turn and its place: the last stop's goods first, and deepest."""

from collections.abc import Sequence
from dataclasses import dataclass

from lastmile.models import Compartment, LoadUnit, Trip, VehicleType
from lastmile.services.place_words import grid_of, place_words
from lastmile.states import DoorSide
from routing.engine import load_plan
from routing.engine.slots import default_grid
from wms.models import OutboundOrderLine
from wms.states import HandlingUnitKind, Temperature

COLDNESS = {Temperature.AMBIENT: 0, Temperature.CHILLED: 1, Temperature.FROZEN: 2}
RIGID = (HandlingUnitKind.CAGE, HandlingUnitKind.PALLET)
WHOLE = "all"
"""The one space of a vehicle whose type names no compartments: it takes every temperature."""


@dataclass(frozen=True, slots=True)
class Nature:
    """What an order's goods ask of a vehicle: the coldest temperature of any, and whether any may break."""

    temperature: str = Temperature.AMBIENT
    is_fragile: bool = False


@dataclass(frozen=True, slots=True)
class Space:
    """A compartment as the engine sees it, with the row it stands for and the grid in use."""

    engine: load_plan.Compartment
    row: Compartment | None
    grid: tuple[int, int, int]
    door: str = DoorSide.REAR


def spaces_of(*, kind: VehicleType, compartments: Sequence[Compartment]) -> list[Space]:
    """The vehicle's spaces with their places; what nobody set follows from what the space holds."""
    if not compartments:
        grid = default_grid(units=kind.capacity_units, millilitres=kind.capacity_ml)
        whole = load_plan.Compartment(WHOLE, band=None, rows=grid[0], lanes=grid[1], tiers=grid[2])
        return [Space(whole, None, grid)]
    return [_space(one, kind) for one in compartments]


def _space(space: Compartment, kind: VehicleType) -> Space:
    grid = grid_of(space)
    if not space.rows:
        share = kind.capacity_units and max(1, kind.capacity_units * space.capacity_ml // kind.capacity_ml)
        grid = default_grid(units=share, millilitres=space.capacity_ml)
    engine = load_plan.Compartment(
        key=str(space.pk),
        door=space.door.lower(),
        band=space.temperature,
        max_grams=space.capacity_g,
        max_millilitres=space.capacity_ml,
        max_on_one=space.max_on_one_g,
        rows=grid[0],
        lanes=grid[1],
        tiers=grid[2],
    )
    return Space(engine, space, grid, space.door)


def spaces_by_type(trips: Sequence[Trip]) -> dict[int, list[Space]]:
    """The spaces of the vehicles of the trips, by vehicle type; one query."""
    kinds = {trip.route.vehicle.type_id: trip.route.vehicle.type for trip in trips}
    found: dict[int, list[Compartment]] = {kind: [] for kind in kinds}
    for one in Compartment.objects.filter(vehicle_type__in=kinds).order_by("number"):
        found[one.vehicle_type_id].append(one)
    return {kind: spaces_of(kind=kinds[kind], compartments=mine) for kind, mine in found.items()}


def arrange(*, pieces: Sequence[LoadUnit], spaces: Sequence[Space], natures: dict[int, Nature]) -> None:
    """Give each piece its rank in the whole vehicle, its compartment and its place there; nothing is saved.

    Compartments are filled through doors of their own, so their orders are merged by stop. What has no place
    by the book (no compartment of its temperature, or a full one) is loaded in its turn, without one.
    """
    units = [_engine_unit(at, piece, natures) for at, piece in enumerate(pieces)]
    placed = load_plan.plan_load([space.engine for space in spaces], units)
    found = {one.unit: one for one in placed.placements}
    by_group = {space.engine.group: space for space in spaces}
    last = len(pieces) + 1
    turn = {unit.key: found[unit.key].load_rank if unit.key in found else last for unit in units}
    ordered = sorted(units, key=lambda unit: (-unit.stop, turn[unit.key], unit.key))
    for rank, unit in enumerate(ordered, 1):
        piece, place = pieces[int(unit.key)], found.get(unit.key)
        piece.load_rank = rank
        _stand(piece, place, by_group[place.group] if place else None)


def _stand(piece: LoadUnit, place: load_plan.Placement | None, space: Space | None) -> None:
    spot = (place.row, place.lane, place.tier) if place else (0, 0, 0)
    piece.row, piece.lane, piece.tier = spot
    piece.compartment = space.row if space else None
    piece.position = place_words(spot=spot, grid=space.grid, door=space.door) if space else ""


def _engine_unit(at: int, piece: LoadUnit, natures: dict[int, Nature]) -> load_plan.LoadUnit:
    order = piece.task.delivery.order_id if piece.task.delivery else 0
    return load_plan.LoadUnit(
        key=f"{at:06d}",
        stop=piece.task.stop.sequence or 0,  # only stops that were cancelled have none
        grams=piece.weight_g,
        millilitres=piece.volume_ml,
        band=piece.temperature,
        fragile=natures.get(order, Nature()).is_fragile,
        rigid=piece.handling_unit is not None and piece.handling_unit.kind in RIGID,
    )


def natures_of(order_ids: Sequence[int]) -> dict[int, Nature]:
    """What the goods of each order ask for; one query."""
    found: dict[int, Nature] = {}
    lines = OutboundOrderLine.objects.filter(order__in=order_ids)
    for order, cold, fragile in lines.values_list("order_id", "item__temperature", "item__is_fragile"):
        so_far = found.get(order, Nature())
        coldest = max(so_far.temperature, cold, key=lambda word: COLDNESS[Temperature(word)])
        found[order] = Nature(coldest, so_far.is_fragile or fragile)
    return found
