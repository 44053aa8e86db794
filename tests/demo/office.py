"""The office of a test: everything that it does goes over HTTP with an API key, as another system would."""

import time
from collections import Counter
from threading import Event
from urllib.parse import urlencode, urlsplit
from uuid import uuid4

from demo.player.transport import Transport

PATIENCE_SECONDS = 60
API = "/api/v1/"


class Office:
    """Somebody with an API key, in one site and on one day."""

    def __init__(self, live_site: str, key: str, *, site: str, day) -> None:
        self.transport = Transport(live_site, Event())
        self._key, self.site, self.day = key, site, day

    def get(self, path: str, **asked):
        """What a reading door says."""
        query = f"?{urlencode(asked)}" if asked else ""
        return self.transport.call("GET", f"{API}{path}{query}", headers=self._headers()).json

    def every(self, path: str, **asked) -> list:
        """All rows of a list that is read page by page."""
        rows, page = [], self.get(path, page_size=200, **asked)
        while True:
            rows += page["results"]
            if not page["next"]:
                return rows
            following = urlsplit(page["next"])
            address = f"{following.path}?{following.query}"
            page = self.transport.call("GET", address, headers=self._headers()).json

    def post(self, path: str, said=None):
        """What an acting door says; each act has a key of its own."""
        return self.transport.call(
            "POST", f"{API}{path}", {} if said is None else said, headers=self._headers(key=True)
        ).json

    def bring_in(self, kind: str, table: bytes, **context: str) -> dict:
        """A CSV file through the import."""
        query = urlencode({"wait": "true", **context})
        headers = self._headers(key=True) | {"Content-Type": "text/csv"}
        answer = self.transport.call("POST", f"{API}imports/{kind}/?{query}", raw=table, headers=headers)
        assert answer.json["status"] == "APPLIED", answer.json
        return answer.json

    def plan(self, *, seconds: int) -> list[dict]:
        """Plan the day, make the plan the current one, tell drivers, let the floor pick. The routes."""
        asked = {"site": self.site, "day": str(self.day), "seconds": seconds}
        plan = self.post("lastmile/plans/", asked)
        plan = wait_for(lambda: self._solved(plan["id"]))
        assert plan["left_out"] == [], plan["left_out"]
        self.post(f"lastmile/plans/{plan['id']}/commit/", {"version": plan["version"]})
        changes = self.get("lastmile/board/changes/", site=self.site, day=self.day)
        assert changes["without_driver"] == []
        self.post("lastmile/board/publish/", {"revisions": changes["revisions"]})
        routes = self.routes()
        for route in routes:
            released = self.post(f"lastmile/routes/{route['id']}/release/")
            assert released["short"] == [], released
        return routes

    def routes(self) -> list[dict]:
        """The day's routes as they stand now."""
        return self.get("lastmile/routes/", site=self.site, day=self.day)["results"]

    def orders(self) -> dict[str, dict]:
        """All orders as they stand now, by number."""
        return {one["number"]: one for one in self.every("lastmile/orders/")}

    def stock(self) -> tuple[dict[str, int], dict[str, int]]:
        """Pieces by item: those in the site, wherever they stand, and those with customers."""
        here: Counter[str] = Counter()
        customers: Counter[str] = Counter()
        for row in self.every("wms/balances/", site=self.site, virtual="true"):
            if row["location"] == "@CUSTOMER":
                customers[row["item"]] += row["on_hand"]
            elif not row["location"].startswith("@"):
                here[row["item"]] += row["on_hand"]
        return dict(here), dict(customers)

    def code_for(self, username: str, scope: str) -> str:
        """Digits that pair somebody's phone or scanner."""
        return self.post("device/codes/", {"username": username, "scope": scope})["code"]

    def _solved(self, plan: str):
        found = self.get(f"lastmile/plans/{plan}/")
        assert found["search"] != "FAILED", found
        return found if found["search"] == "FINISHED" else None

    def _headers(self, *, key: bool = False) -> dict[str, str]:
        named = {"Idempotency-Key": str(uuid4())} if key else {}
        return {"Authorization": f"Bearer {self._key}", **named}


def wait_for(found, *, seconds: float = PATIENCE_SECONDS):
    """What `found` returns as soon as it is something."""
    deadline = time.monotonic() + seconds
    while not (got := found()):
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.05)
    return got
