"""A driver's day: from the look into the van to the last door and back, as the route document says.

Every step begins with the document as it stands now: what a dispatcher moved, or another phone did, is seen.
"""

from datetime import datetime

from demo.player.clock import Clock
from demo.player.device import Device, RejectedError
from demo.player.document import Json, goes_on, next_stop, where
from demo.player.person import Person, Say
from demo.player.proofs import lines, proofs
from demo.player.road import Track
from demo.player.script import Script, Visit
from demo.player.van import Van

DAY = "/api/v1/driver/day/"
CHECK_SECONDS, READ_SECONDS, LOOK_AGAIN_SECONDS = 45.0, 20.0, 30.0
SHORTEST_DWELL, LONGEST_DWELL = 45.0, 900.0
METRES_PER_SECOND = 8.0
"""Where the document says nothing of the way's time."""


class Driver(Person):
    """Drives what is planned for the person, in order."""

    def __init__(self, device: Device, *, clock: Clock, say: Say, script: Script) -> None:
        super().__init__(device, pause=clock.pause, say=say)
        self.clock, self.script = clock, script
        self._vans: dict[str, Van] = {}
        self._refused: set[str] = set()
        self._broke_down: set[str] = set()

    def step(self) -> bool:
        """The next act of the day. Returns whether there was anything to do."""
        day = self.device.get(DAY).json
        routes = sorted(day["routes"], key=lambda one: (one["status"] != "DEPARTED", one["starts_at"]))
        route = next((one for one in routes if one["id"] not in self._refused and goes_on(one)), None)
        if route is None:
            return False
        self._acknowledge(route)
        if route["status"] != "DEPARTED":
            return self._leave(route)
        stop = next_stop(route, self._refused)
        if stop is None:
            return self._come_back(route)
        self._visit(route, stop, day["recipes"])
        return True

    def _acknowledge(self, route: Json) -> None:
        revision = route["revision"]
        if revision["sent"] > revision["acknowledged"]:
            self.pause(READ_SECONDS)
            self.device.act("route.acknowledge", route["id"], {"revision": revision["sent"]})

    def _leave(self, route: Json) -> bool:
        starts_at = datetime.fromisoformat(route["starts_at"])
        left = (starts_at - self.clock.now()).total_seconds() + self.script.leaves_late(route["code"])
        if left > LOOK_AGAIN_SECONDS:
            self.pause(LOOK_AGAIN_SECONDS)
            return True
        found = [unit["id"] for unit in route["load"] if unit["loaded"]]
        self.pause(CHECK_SECONDS)
        try:
            self.device.act("route.load_check", route["id"], {"found": found, "missing": []})
            self.device.act("route.start", route["id"])
        except RejectedError as refused:
            self.say(f"{route['code']} may not leave: {refused}")
            return False
        self.say(f"{route['code']} left with {len(found)} units")
        return True

    def _visit(self, route: Json, stop: Json, recipes: Json) -> None:
        van = self._van(route)
        if stop["kind"] != "DELIVER":  # a break is taken where the van is
            van.stand(stop["seconds"])
            self.device.act("stop.rest", stop["id"])
            return
        if stop["status"] != "ARRIVED":
            self._break_down(route, van)
            self._go(van, stop, route["code"])
        for task in stop["tasks"]:
            if task["status"] == "OPEN" and task["id"] not in self._refused:
                self._serve(van, stop, task, recipes)

    def _go(self, van: Van, stop: Json, code: str) -> None:
        there = (stop["longitude"], stop["latitude"])
        track = Track(van.at, there, stop.get("path") or "")
        seconds = stop["seconds"] or track.metres / METRES_PER_SECOND
        van.drive(track, seconds * self.script.pace(f"{code}/{stop['sequence']}"))
        self.device.act("stop.arrive", stop["id"])
        self._wait_for_window(van, stop)

    def _wait_for_window(self, van: Van, stop: Json) -> None:
        opens = [window["from"] for task in stop["tasks"] for window in task["windows"]]
        if opens:
            van.stand((datetime.fromisoformat(min(opens)) - self.clock.now()).total_seconds())

    def _serve(self, van: Van, stop: Json, task: Json, recipes: Json) -> None:
        visit = self.script.visit(task["order"])
        parts = lines(task) if visit.act == "stop.partial" else []
        if visit.act == "stop.partial" and not parts:
            visit = Visit("stop.deliver", hand_over="RECIPIENT", dwell=visit.dwell)
        planned = datetime.fromisoformat(stop["leaves_at"]) - datetime.fromisoformat(stop["planned_at"])
        dwell = min(max(planned.total_seconds() * visit.dwell, SHORTEST_DWELL), LONGEST_DWELL)
        van.stand(dwell / len(stop["tasks"]))
        seed = self.script.draw("proof", task["order"])
        shown, files = proofs(visit, task, recipes, place=van.at, seed=seed)
        how = {"reason": visit.reason} if visit.reason else {"hand_over": visit.hand_over}
        said = shown | how | ({"lines": parts} if parts else {})
        try:
            self.device.act(visit.act, task["id"], said, files=files)
        except RejectedError as refused:
            self._refused.add(task["id"])
            self.say(f"stop {stop['sequence']}, {task['order']}: {refused}")
        else:
            self.say(f"stop {stop['sequence']}, {task['order']}: {visit.reason or visit.act[5:]}")

    def _break_down(self, route: Json, van: Van) -> None:
        done = sum(stop["status"] in ("DONE", "SKIPPED") for stop in route["stops"])
        trouble = self.script.breakdown(route["code"], len(route["stops"]))
        if trouble and trouble.after == done and route["id"] not in self._broke_down:
            self._broke_down.add(route["id"])
            self.say(f"{route['code']} broke down for {trouble.seconds / 60:.0f} minutes")
            van.stand(trouble.seconds)

    def _come_back(self, route: Json) -> bool:
        van, home = self._van(route), (route["site"]["longitude"], route["site"]["latitude"])
        track = Track(van.at, home, route.get("return_path") or "")
        van.drive(track, track.metres / METRES_PER_SECOND * self.script.pace(route["code"]))
        try:
            told = self.device.act("route.finish", route["id"])
        except RejectedError as refused:
            self._refused.add(route["id"])
            self.say(f"{route['code']} is back, and not at its end: {refused}")
            return False
        self._vans.pop(route["id"], None)
        self.say(f"{route['code']} is back with {told['left']} positions")
        return True

    def _van(self, route: Json) -> Van:
        if route["id"] not in self._vans:
            self._vans[route["id"]] = Van(self.device, self.clock, where(route))
        return self._vans[route["id"]]
