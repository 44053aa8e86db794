"""One stop of a driver's day, with what is to be handed over and what must be shown for it."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lastmile.models import Address, Delivery, DeliveryAttempt, Stop, StopTask
from lastmile.queries.on_board import DoorLine, share_out
from pod.engine.due import MANDATORY, UNLESS, Goods, Requirement, Rule
from pod.queries import pins
from pod.queries.requirements import recipe
from pod.states import ProofKind
from wms.models import OutboundOrderLine, StockBalance


@dataclass(slots=True)
class Baggage:
    """What all stops draw on, read once: goods on the van, order lines, rules, and recipes made so far."""

    contents: Mapping[int, Sequence[StockBalance]]
    goods: Mapping[int, Goods]
    rules: Sequence[Rule]
    lines: Mapping[int, Sequence[OutboundOrderLine]]
    recipes: dict[str, dict[str, list[dict[str, Any]]]] = field(default_factory=dict)
    pin_numbers: Mapping[int, int] = field(default_factory=dict)
    _keys: dict[Goods, str] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    @classmethod
    def pack(
        cls,
        *,
        contents: Mapping[int, Sequence[StockBalance]],
        goods: Mapping[int, Goods],
        rules: Sequence[Rule],
        orders: Collection[int],
        pin_numbers: Mapping[int, int],
    ) -> "Baggage":
        """With the lines of the orders; one statement."""
        lines: dict[int, list[OutboundOrderLine]] = defaultdict(list)
        rows = OutboundOrderLine.objects.filter(order__in=orders).select_related("item").order_by("number")
        for line in rows:
            lines[line.order_id].append(line)
        return cls(contents=contents, goods=goods, rules=rules, lines=lines, pin_numbers=pin_numbers)

    def names_of(self, deliveries: Sequence[str]) -> list[str]:
        """The recipients of deliveries, where they are on one of the driver's routes or were."""
        unknown = [one for one in deliveries if one not in self._names]
        for public_id, name in Delivery.objects.filter(public_id__in=unknown).values_list(
            "public_id", "recipient_name"
        ):
            self._names[str(public_id)] = name
        return [self._names[one] for one in deliveries if one in self._names]

    def recipe_of(self, delivery: Delivery) -> str:
        """The name under which the document says what must be shown; goods alike share one."""
        goods = self.goods[delivery.pk]
        if goods not in self._keys:
            made: dict[str, list[dict[str, Any]]] = {}
            for ending, due in recipe(self.rules, goods):
                made[f"{ending.outcome}/{ending.hand_over or ending.reason}"] = [_due(one) for one in due]
            key = hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:12]
            self.recipes[key], self._keys[goods] = made, key
        return self._keys[goods]

    def needs_pin(self, delivery: Delivery) -> bool:
        """Whether some ending asks for the recipient's PIN."""
        endings = self.recipes[self.recipe_of(delivery)].values()
        asked = (one for due in endings for one in due)
        return any(one["kind"] == ProofKind.PIN and one["mode"] in (MANDATORY, UNLESS) for one in asked)


def stop_shown(stop: Stop, trip: int, baggage: Baggage) -> dict[str, Any]:
    """A stop with its deliveries."""
    deliveries = [task.delivery for task in stop.tasks.all() if task.delivery]
    return _visit(stop, trip) | {
        "kind": "DELIVER",
        "address": _address(stop.address or deliveries[0].address),
        "tasks": [_task(task, task.delivery, baggage) for task in stop.tasks.all() if task.delivery],
    }


def break_shown(stop: Stop, trip: int) -> dict[str, Any]:
    """A break, or whatever else is no delivery."""
    tasks = list(stop.tasks.all())
    kind = tasks[0].kind if tasks else "BREAK"
    seconds = sum(task.service_seconds for task in tasks)
    return _visit(stop, trip) | {"kind": kind, "address": None, "tasks": [], "seconds": seconds}


def _visit(stop: Stop, trip: int) -> dict[str, Any]:
    estimate = getattr(stop, "estimate", None)
    return {
        "id": str(stop.public_id),
        "trip": trip,
        "sequence": stop.sequence,
        "status": stop.status,
        "planned_at": stop.planned_arrival_at,
        "leaves_at": stop.planned_departure_at,
        "expected_at": estimate.arrives_at if estimate else None,
        "arrived_at": stop.arrived_at,
        "departed_at": stop.departed_at,
        "metres": stop.travel_metres,
        "seconds": stop.travel_seconds,
        "path": stop.travel_path,
        "longitude": stop.longitude,
        "latitude": stop.latitude,
    }


def _address(address: Address) -> dict[str, Any]:
    return {
        "line1": address.line1,
        "line2": address.line2,
        "postcode": address.postcode,
        "town": address.town,
        "longitude": address.longitude,
        "latitude": address.latitude,
    }


def _task(task: StopTask, delivery: Delivery, baggage: Baggage) -> dict[str, Any]:
    contents = baggage.contents.get(delivery.pk, [])
    attempts: list[DeliveryAttempt] = getattr(delivery, "standing_attempts", [])
    windows = [{"from": one.opens, "until": one.closes} for one in delivery.windows.all()]
    return {
        "id": str(task.public_id),
        "status": task.status,
        "delivery": str(delivery.public_id),
        "order": delivery.order.number,
        "recipient": delivery.recipient_name,
        "phone": delivery.recipient_phone,
        "instructions": delivery.instructions,
        "promised_from": delivery.promised_from,
        "promised_until": delivery.promised_until,
        "windows": windows,
        "parcels": _parcels(contents),
        "lines": [_line(one, contents) for one in share_out(baggage.lines[delivery.order_id], contents)],
        "recipe": baggage.recipe_of(delivery),
        "minimum_age": baggage.goods[delivery.pk].minimum_age,
        "pin": _pin(delivery, baggage) if baggage.needs_pin(delivery) else None,
        "visits": [_visited(one) for one in attempts],
    }


def _parcels(contents: Sequence[StockBalance]) -> list[dict[str, Any]]:
    units = {one.handling_unit_id: one.handling_unit for one in contents if one.handling_unit}
    return [{"sscc": unit.sscc, "kind": unit.kind, "weight_g": unit.weight_g} for unit in units.values()]


def _line(line: DoorLine, contents: Sequence[StockBalance]) -> dict[str, Any]:
    serials = [
        serial.number
        for one in contents
        if line.by_serial and one.item_id == line.item_id
        for serial in one.serials.all()
    ]
    return {
        "number": line.number,
        "sku": line.sku,
        "name": line.name,
        "unit": line.unit,
        "quantity": line.quantity,
        "serials": serials,
    }


def _pin(delivery: Delivery, baggage: Baggage) -> dict[str, Any]:
    verifier = pins.verifier_of(delivery.public_id, baggage.pin_numbers.get(delivery.pk, 0))
    return {
        "salt": verifier.salt,
        "rounds": verifier.rounds,
        "digest": verifier.digest,
        "digits": verifier.digits,
        "tries": pins.MOST_TRIES,
    }


def _visited(attempt: DeliveryAttempt) -> dict[str, Any]:
    return {
        "outcome": attempt.outcome,
        "partial": attempt.is_partial,
        "hand_over": attempt.hand_over,
        "reason": attempt.reason,
        "note": attempt.note,
        "occurred_at": attempt.occurred_at,
        "command": str(attempt.command_id) if attempt.command_id else None,
        "device": attempt.device,
        "lines": [
            {"number": one.line.number, "result": one.result, "quantity": one.quantity}
            for one in attempt.lines.all()
        ],
    }


def _due(one: Requirement) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "mode": one.mode,
        "count": one.min_count,
        "waivers": list(one.waivers),
        "says": one.instructions,
    }
