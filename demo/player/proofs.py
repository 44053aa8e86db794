"""What a driver brings back from a door: everything that the document's recipe asks for at that ending."""

import hashlib
import random
import struct
import zlib
from typing import Any

from demo.player.canonical import degrees
from demo.player.script import Visit

WIDTH, HEIGHT = 320, 240
NOTES = {
    "SAFE_PLACE": "Behind the bench beside the door",
    "NEIGHBOUR": "Neighbour on the ground floor",
    "NOT_HOME": "Rang twice, nobody opened",
    "REFUSED": "Not ordered, says the recipient",
    "CLOSED": "Shutters are down",
}
ASKED = ("MANDATORY", "MANDATORY_UNLESS")


def proofs(
    visit: Visit, task: dict[str, Any], recipes: dict[str, Any], *, place: tuple[float, float], seed: float
) -> tuple[dict[str, Any], tuple[bytes, ...]]:
    """The payload's part about proof, and the pictures that go up with it."""
    outcome = {"stop.deliver": "DELIVERED", "stop.partial": "PARTIAL"}.get(visit.act, "FAILED")
    due = recipes[task["recipe"]][f"{outcome}/{visit.hand_over or visit.reason}"]
    east, north = place
    payload: dict[str, Any] = {
        "place": {"longitude": degrees(east), "latitude": degrees(north), "accuracy_m": 8}
    }
    files: list[bytes] = []
    for one in due:
        if one["mode"] in ASKED:
            files += _bring(one, visit, task, payload, seed)
    return payload, tuple(files)


def _bring(
    due: dict[str, Any], visit: Visit, task: dict[str, Any], payload: dict[str, Any], seed: float
) -> list[bytes]:
    """Add one kind to the payload; the pictures that it needs. A PIN is known to the recipient alone."""
    kind = due["kind"]
    if kind == "PHOTO":
        pictures = [picture(f"{seed}/{number}") for number in range(max(1, due["count"]))]
        payload["photos"] = [hashlib.sha256(one).hexdigest() for one in pictures]
        return pictures
    if kind == "SIGNATURE":
        payload["signature"] = {
            "name": task["recipient"] or "Recipient",
            "relationship": _signs_as(visit.hand_over),
            "strokes": strokes(seed),
        }
    elif kind == "SCAN":
        payload["scans"] = [one["sscc"] for one in task["parcels"]]
    elif kind == "AGE":
        payload["age_checked"] = True
    elif kind == "NOTE":
        payload["note"] = NOTES.get(visit.hand_over or visit.reason, "As agreed")
    elif kind == "NONE":
        payload["contactless"] = True
    elif due["waivers"]:
        payload.setdefault("waived", {})[kind] = due["waivers"][0]
    return []


def lines(task: dict[str, Any]) -> list[dict[str, Any]]:
    """All handed over but one piece of the last line, which is refused. Empty where nothing can be parted."""
    rows = [one for one in task["lines"] if one["quantity"]]
    if sum(one["quantity"] for one in rows) <= 1:
        return []
    said = []
    for row in rows:
        back = 1 if row is rows[-1] else 0
        kept, serials = row["quantity"] - back, row["serials"]
        parts = (("DELIVERED", kept, serials[:kept]), ("REFUSED", back, serials[kept:]))
        said += [
            {"number": row["number"], "result": result, "quantity": quantity, "serials": list(some)}
            for result, quantity, some in parts
            if quantity
        ]
    return said


def strokes(seed: float) -> list[list[int]]:
    """A name as somebody scrawls it: x, y, milliseconds, x, y, milliseconds …"""
    rng = random.Random(seed)  # noqa: S311 - a scrawl
    x, y, at, made = 20, 60, 0, []
    for _stroke in range(2):
        stroke: list[int] = []
        for _point in range(24):
            x, y, at = x + rng.randint(2, 9), max(5, min(115, y + rng.randint(-28, 28))), at + 16
            stroke += [x, y, at]
        made.append(stroke)
        x, at = x + 10, at + 200
    return made


def picture(seed: str) -> bytes:
    """A small PNG: a door, a wall and a parcel, in colours of their own."""
    rng = random.Random(seed)  # noqa: S311 - a picture
    wall, door, box = (bytes(rng.randint(60, 220) for _ in range(3)) for _ in range(3))
    left, at = rng.randint(60, 160), rng.randint(20, 220)
    rows = []
    for y in range(HEIGHT):
        row = bytearray(wall * WIDTH)
        if y > HEIGHT // 5:
            row[3 * left : 3 * (left + 90)] = door * 90
        if y > HEIGHT * 3 // 4:
            row[3 * at : 3 * (at + 70)] = box * 70
        rows.append(b"\0" + bytes(row))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _signs_as(hand_over: str) -> str:
    return {"HOUSEHOLD": "HOUSEHOLD", "NEIGHBOUR": "NEIGHBOUR", "COUNTER": "RECEPTION"}.get(
        hand_over, "RECIPIENT"
    )
