"""`python -m benchmarks.board URL NAME PASSWORD`: how long a running site's board takes to paint a change.

A made-up day of 100 routes with 20 stops each stands in for the site's own. Measured in Chromium, from the
moment the change reaches the page until the frame after it is painted: one stop that is done (only its route
is drawn), beside the same change with every route in sight drawn again.
"""

import argparse
import json
import random
import statistics
from datetime import UTC, datetime
from typing import Any

from playwright.sync_api import Page, Route, sync_playwright

ROUTES, STOPS, TRIES = 100, 20, 15
WORD = {"one": "one route drawn", "all": "all routes drawn"}
MEASURE = """async ([which, tries]) => {
  const board = document.querySelector("#board"), store = board.store, took = [];
  const painted = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const { modelOf } = await import("lastmile/board/model");
  for (let n = 0; n < tries; n += 1) {
    const before = store.get().model, picture = structuredClone(before.picture);
    picture.routes[n].stops[1].state = "done";
    await painted();
    const began = performance.now();
    store.set({ model: modelOf(picture, which === "one" ? before : null) });
    await painted();
    took.push(performance.now() - began);
  }
  return took;
}"""


def day(site: str, depot: tuple[float, float]) -> dict[str, Any]:
    """The made-up document; the same at every run."""
    dice, begins = random.Random(7), int(datetime(2026, 3, 2, 7, tzinfo=UTC).timestamp())
    routes = [_route(number, dice, depot, begins + 60 * (number % 40)) for number in range(1, ROUTES + 1)]
    place = {"code": site, "name": site, "zone": "UTC", "depots": [{"name": site, "at": list(depot)}]}
    return {"site": place, "day": "2026-03-02", "estimated": False, "routes": routes,
            "incidents": [], "edits": {"undo": None, "redo": None}}  # fmt: skip


def _route(number: int, dice: random.Random, depot: tuple[float, float], begins: int) -> dict[str, Any]:
    stops = []
    for n in range(1, STOPS + 1):
        at, starts = [depot[0] + dice.gauss(0, 0.02), depot[1] + dice.gauss(0, 0.04)], begins + 1200 * n
        order = {"id": f"o{number}-{n}", "who": f"Person {n}", "number": f"SO-{number}-{n}"}
        stops.append({
            "id": f"s{number}-{n}", "n": n, "at": at, "where": f"{n} Mill Street", "orders": [order],
            "state": dice.choice(["todo"] * 18 + ["risk", "late"]), "plan": [starts, starts, starts + 300],
            "eta": starts, "estimated": True, "due": [starts - 3600, starts + 1800], "arrived": None,
            "left": None, "loaded": False,
        })  # fmt: skip
    look = {"number": number, "hue": (number - 1) % 8 + 1, "hollow": (number - 1) // 8 % 2 == 1}
    return look | {
        "code": f"R{number:02d}", "id": f"r{number}", "name": f"DAY-{number}", "url": "#",
        "status": "DEPARTED",
        "driver": {"id": "d", "name": f"Driver {number}"}, "vehicle": f"VAN{number}",
        "revision": 1, "sent": 1, "acknowledged": 1, "starts": begins,
        "ends": begins + 1200 * (STOPS + 2), "shift": begins + 1200 * (STOPS + 4), "metres": 40_000,
        "percent": 80, "units": [20, 20], "slack": 1800, "stops": stops,
        "van": {"at": stops[0]["at"], "heading": 0, "seen": begins, "stale": False},
    }  # fmt: skip


def main() -> None:
    """Sign in, feed the board, measure, print a table."""
    asked = argparse.ArgumentParser(description="How fast the dispatch board paints what changed.")
    for name in ("url", "name", "password"):
        asked.add_argument(name)
    asked.add_argument("--chromium", default=None, help="The browser's program; Playwright's own by default.")
    given = asked.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=given.chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900}, base_url=given.url)
        page.goto("/board/?day=2026-03-02")
        page.fill("[name=username]", given.name)
        page.fill("[name=password]", given.password)
        page.keyboard.press("Enter")
        page.wait_for_url("**/board/**")
        medians = {which: _measure(page, which) for which in WORD}
        browser.close()
    print(f"{ROUTES} routes, {ROUTES * STOPS} stops, 1440 x 900, median of {TRIES}, change to painted frame")
    for which, (median, worst, elements) in medians.items():
        print(f"  {WORD[which]:18} {median:6.1f} ms   worst {worst:6.1f} ms   {elements} elements")
    print(f"  one route is {medians['all'][0] / medians['one'][0]:.1f} times as fast")


def _measure(page: Page, which: str) -> tuple[float, float, int]:
    def answer(route: Route) -> None:
        body = json.dumps(day("DC", (60.17, 24.94)))
        route.fulfill(body=body, content_type="application/json", headers={"ETag": '"one"'})

    page.route("**/board/picture.json*", answer)
    page.route("**/board/lines.json*", lambda route: route.fulfill(json={"routes": {}}))
    page.goto("/board/?day=2026-03-02")
    page.wait_for_selector(f"#board[data-drawn='{ROUTES}']")
    page.wait_for_timeout(1500)
    took = page.evaluate(MEASURE, [which, TRIES])
    elements = page.evaluate("document.querySelectorAll('*').length")
    return statistics.median(took), max(took), elements


if __name__ == "__main__":
    main()
