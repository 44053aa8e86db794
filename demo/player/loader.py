"""Who loads the vans, and takes in what comes back with them."""

from typing import Any

from demo.player.person import Person

LIFT_SECONDS, LOOK_SECONDS, CARRY_SECONDS = 12.0, 20.0, 25.0


class Loader(Person):
    """Loads the vans whose goods stand ready, in the order of the plan, and takes in what comes back."""

    def step(self) -> bool:
        """One van loaded, or one thing at the returns dock. Returns whether there was anything."""
        return self.load() or self.take_in() or self.inspect() or self.put_away()

    def load(self) -> bool:
        """The first van of which something waits and everything is packed."""
        for van in self.device.get("/api/v1/floor/loads/").json["results"]:
            if van["status"] == "LOADED":
                continue
            left = self.device.get(f"/api/v1/floor/loads/{van['id']}/").json["left"]
            waiting = [unit for unit in left if not unit["short"]]
            if all(unit["sscc"] for unit in waiting):
                self._load(van, waiting)
                return True
        return False

    def _load(self, van: dict[str, Any], waiting: list[dict[str, Any]]) -> None:
        self.device.act("load.start", payload={"load": van["id"]})
        for unit in waiting:
            self.pause(LIFT_SECONDS)
            scan = {"load": van["id"], "code": unit["sscc"], "confirmed": True}
            told = self.device.act("load.scan", payload=scan)
            if not told["in"]:
                self.say(f"{unit['sscc']} does not go into {van['vehicle']}: {told['told']}")
                return
        self.device.act("load.close", payload={"load": van["id"]})
        self.say(f"loaded {van['vehicle']}: {len(waiting)} units")

    def take_in(self) -> bool:
        """The first parcel of the first van that is back."""
        site = self.device.get("/api/v1/floor/work/").json["site"]["id"]
        for van in self.device.get("/api/v1/floor/returns/").json["results"]:
            if van["status"] != "RETURNED" or not van["count"]:
                continue
            state = self.device.get(f"/api/v1/floor/returns/vans/{van['route']}/").json
            for unit in state["left"]:
                self.pause(LIFT_SECONDS)
                for scan in _scans(unit):
                    self.device.act("return.receive", site, {**scan, "route": van["route"]})
                self.say(f"took {unit['order']} off {van['vehicle']}: {unit['reason']}")
            return bool(state["left"])
        return False

    def inspect(self) -> bool:
        """What a person has to look at: as good as new goes back, what is damaged is scrapped."""
        tasks = self.device.get("/api/v1/floor/returns/inspection/").json["tasks"]
        for unit in tasks[:1]:
            self.pause(LOOK_SECONDS)
            grade = "D" if unit["reason"] == "DAMAGED" else "A"
            verdict = {"grade": grade, "disposition": unit["proposed"].get(grade) or "RESTOCK"}
            said = {**verdict, "quantity": unit["quantity"], "serials": unit["serials"]}
            self.device.act("return.decide", unit["id"], said)
            self.say(f"inspected {unit['sku']}: {verdict['disposition']}")
        return bool(tasks)

    def put_away(self) -> bool:
        """From the dock into the bin that is best for it."""
        tasks = [
            one for one in self.device.get("/api/v1/floor/returns/put-away/").json["tasks"] if one["bin"]
        ]
        for unit in tasks[:1]:
            self.pause(CARRY_SECONDS)
            self.device.act("return.put_away", unit["id"], {"place": unit["bin"]})
            self.say(f"put {unit['sku']} into {unit['bin']}")
        return bool(tasks)


def _scans(unit: dict[str, Any]) -> list[dict[str, Any]]:
    """The label of what comes off the van; goods without one, item by item."""
    if unit["sscc"]:
        return [{"code": unit["sscc"]}]
    return [
        {"code": one["sku"], "quantity": one["quantity"], "serials": one["serials"]} for one in unit["goods"]
    ]
