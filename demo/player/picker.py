"""Who picks, packs and stages, at the speed of people."""

import random
from typing import Any

from demo.player.device import RejectedError
from demo.player.person import Person

WALK_SECONDS, REACH_SECONDS, PACK_SECONDS, CARRY_SECONDS = 20.0, 6.0, 7.0, 15.0


class Picker(Person):
    """Walks, packs and carries parcels into their lanes: what must leave first, first."""

    def step(self) -> bool:
        """One walk, one order at the bench, one parcel into its lane. Returns whether there was anything."""
        return self.stage() or self.pack() or self.pick()

    def pick(self) -> bool:
        """The next walk that is free, from its first bin to its last."""
        work = self.device.get("/api/v1/floor/work/").json
        wave = next((one for one in work["waves"] if one["can_be_picked"]), None)
        if wave is None:
            return False
        walk = self.device.act("pick.start", wave["id"])["walk"]
        tasks = self.device.get(f"/api/v1/floor/walks/{walk}/").json
        totes = {used["shipment"]: tote for tote, used in tasks["totes"].items()}
        free = [tote for tote in tasks["free"] if tote not in tasks["totes"]]
        random.shuffle(free)  # several pickers draw from the same list
        self.say(f"walks {wave['group']}: {len(tasks['tasks'])} picks")
        for task in tasks["tasks"]:
            self.pause(WALK_SECONDS + REACH_SECONDS * task["left"])
            if task["shipment"] not in totes:
                totes[task["shipment"]] = free.pop()
            self._confirm(task, totes[task["shipment"]])
        return True

    def _confirm(self, task: dict[str, Any], tote: str) -> None:
        reach = {"place": task["bin"], "tote": tote, **_goods(task)}
        try:
            self.device.act("pick.confirm", task["id"], reach)
        except RejectedError as refused:
            self.say(f"pick refused: {refused}")

    def pack(self) -> bool:
        """One order whose goods are all in totes: piece by piece into a carton, and close it."""
        benches = self.device.get("/api/v1/floor/benches/").json["results"]
        ready = next((one for one in benches if one["is_picked"]), None)
        if ready is None:
            return False
        bench = self.device.get(f"/api/v1/floor/benches/{ready['id']}/").json
        carton = max((one["number"] for one in bench["parcels"] if not one["closed"]), default=0)
        for tote, rows in bench["totes"].items():
            for row in rows:
                self.pause(PACK_SECONDS * row["left"])
                scan = {"tote": tote, **_goods(row)}
                carton = self.device.act("pack.scan", ready["id"], scan)["carton"]
        if carton:
            self.device.act("pack.close_carton", ready["id"], {"number": carton})
        self.device.act("pack.close", ready["id"])
        self.say(f"packed {ready['order']}")
        return True

    def stage(self) -> bool:
        """The parcel that its lane wants first."""
        lanes = self.device.get("/api/v1/floor/lanes/").json
        parcels = sorted(lanes["parcels"].items(), key=lambda one: (one[1]["before"], one[1]["rank"]))
        found = next(((code, one) for code, one in parcels if one["lane"]), None)
        if found is None:
            return False
        sscc, parcel = found
        self.pause(CARRY_SECONDS)
        self.device.act("stage.scan", lanes["site"], {"code": sscc, "lane": parcel["lane"]})
        self.say(f"staged {parcel['order']} in {parcel['lane']}")
        return True


def _goods(row: dict[str, Any]) -> dict[str, Any]:
    """The scan of all that is left of a row: by its lot where it has one."""
    serials = (row["serials"] or [])[: row["left"]]
    return {"item": row["lot"] or row["sku"], "quantity": row["left"], "serials": serials}
