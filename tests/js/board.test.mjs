import assert from "node:assert/strict";
import test from "node:test";

import { counts, isFound, matches, meant } from "../../static/lastmile/board/filters.js";
import { blockOf, hourTicks, isInside, rowsInSight, scaleOf, shownSpan } from "../../static/lastmile/board/geometry.js";
import { changedRoutes, linesKey, modelOf } from "../../static/lastmile/board/model.js";
import { byLeastSlack, deviation, onTime, pillOf } from "../../static/lastmile/board/ranking.js";
import { createStore, toggled } from "../../static/lastmile/board/store.js";
import { clockOf, kilometres, offsetOf, signed } from "../../static/lastmile/board/times.js";
import "./plain_names.mjs";

const { groupsOf } = await import("../../static/lastmile/board/inbox-groups.js");
const { allInSight, pickedBy, rangeOf } = await import("../../static/lastmile/board/picking.js");
const { placesOn } = await import("../../static/lastmile/board/placing.js");

const EIGHT = 1_772_438_400; // 2 March 2026, 08:00 UTC
const stop = (id, state, more = {}) => ({
  id, n: 1, at: [60, 25], where: "Hauptstraße 7", orders: [{ id: `o-${id}`, who: "Zoë", number: "SO-7" }], state,
  plan: [EIGHT, EIGHT, EIGHT + 300], eta: EIGHT, due: null, arrived: null, left: null, loaded: false, ...more,
});
const route = (id, stops, more = {}) => ({
  id, number: 1, code: "R01", name: "DC-1", status: "PLANNED", driver: { id: "d", name: "Ivo" }, vehicle: "VAN1",
  revision: 1, starts: EIGHT, ends: EIGHT + 7200, slack: null, percent: 50, metres: 1000, stops, ...more,
});
const day = (...routes) => modelOf({ site: {}, day: "", routes, incidents: [] });

function storeNow(initial) {
  const waiting = [];
  const store = createStore(initial, (run) => waiting.push(run));
  return { store, paint: () => waiting.splice(0).forEach((run) => run()) };
}

test("changes made in one go are told once, to those who asked for them", () => {
  const { store, paint } = storeNow({ selected: null, filter: "all", picked: new Set() });
  const told = [];
  store.on(["selected"], (state, changed) => told.push([state.selected, [...changed].sort().join()]));
  store.on(["picked"], () => told.push("picked"));
  store.set({ selected: "R1" });
  store.set({ selected: "R2", filter: "late" });
  assert.deepEqual(told, []);
  paint();
  assert.deepEqual(told, [["R2", "filter,selected"]]);
  store.set({ selected: "R2" });
  paint();
  assert.equal(told.length, 1);
});

test("what follows from a choice is there when the choice is told", () => {
  const { store, paint } = storeNow({ filter: "all", meant: 0 });
  store.derive(["filter"], ({ filter }) => ({ meant: filter.length }));
  const told = [];
  store.on(["filter", "meant"], (state) => told.push([state.filter, state.meant]));
  store.set({ filter: "late" });
  paint();
  assert.deepEqual(told, [["late", 4]]);
});

test("picking a stop twice lets go of it, in a new set each time", () => {
  const none = new Set(), one = toggled(none, "a");
  assert.deepEqual([none.size, one.has("a"), toggled(one, "a").size], [0, true, 0]);
});

test("a click picks with Ctrl, a range with Shift, and never what is over or on the road", () => {
  const stops = ["done", "todo", "break", "late", "todo"].map((state, at) => stop(`s${at}`, state));
  const model = day(route("R1", stops), route("R2", [stop("z", "todo")], { status: "DEPARTED" }));
  const keys = { ctrlKey: false, metaKey: false, shiftKey: false }, state = { model, picked: new Set(["s1"]), anchor: "s1" };
  assert.equal(pickedBy(state, "s3", keys), null);
  assert.equal(pickedBy(state, "z", { ...keys, ctrlKey: true }), null);
  assert.deepEqual([...pickedBy(state, "s3", { ...keys, ctrlKey: true }).picked], ["s1", "s3"]);
  assert.deepEqual([...pickedBy(state, "s4", { ...keys, shiftKey: true }).picked], ["s1", "s3", "s4"]);
  assert.deepEqual(rangeOf(model.routes.get("R1"), "s4", "s0"), ["s1", "s3", "s4"]);
  const all = { model, selected: null, meant: { stops: null } };
  assert.deepEqual([...allInSight(all, () => true)], ["s1", "s3", "s4"]);
  assert.equal(allInSight({ ...all, meant: { stops: new Set(["s3"]) } }, () => true).size, 1);
  assert.equal(allInSight(all, () => false).size, 0);
});

test("what is late on one route is one card, the gravest first", () => {
  const one = (id, kind, severity, route, raised, more = {}) => ({ id, kind, severity, route, raised, status: "OPEN", owner: "", ...more });
  const rows = [one("a", "AT_RISK", "LOW", "R1", 5), one("b", "LATE", "MEDIUM", "R1", 9), one("c", "LATE", "HIGH", "R1", 7, { owner: "Bo" }), one("d", "LONG_STOP", "MEDIUM", "R1", 1)];
  const groups = groupsOf(rows);
  assert.deepEqual(groups.map(({ key }) => key), ["LATE R1", "d", "AT_RISK R1"]);
  assert.deepEqual([groups[0].severity, groups[0].raised, groups[0].owner, groups[0].incidents.length], ["HIGH", 7, "Bo", 2]);
  assert.equal(groupsOf(rows, true).length, 4);
});

test("places are counted among the stops that stay", () => {
  const one = route("R1", ["a", "b", "c", "d"].map((id) => stop(id, "todo")));
  assert.deepEqual(placesOn(one, ["b", "c"]), { most: 3, now: 2 });
  assert.deepEqual(placesOn(one, ["x"]), { most: 5, now: 5 });
});

test("chips count stops, breaks under none, what is not loaded only before the van has gone", () => {
  const stops = [stop("a", "late"), stop("b", "done"), stop("c", "break"), stop("d", "todo", { loaded: true })];
  assert.deepEqual(counts([route("R1", stops)]), { all: 3, late: 1, risk: 0, failed: 0, unloaded: 2, done: 1 });
  assert.equal(matches(stops[0], route("R1", stops, { status: "DEPARTED" }), "unloaded"), false);
});

test("the search finds names without their accents, numbers, streets and drivers, all words together", () => {
  const one = route("R1", []), at = stop("a", "todo");
  for (const words of [["zoe"], ["so-7"], ["hauptstr"], ["ivo", "7"], ["r01"]]) assert.ok(isFound(at, one, words), words.join());
  assert.ok(!isFound(at, one, ["ivo", "nobody"]));
});

test("a chip and a search mean the stops that both mean, and null means everything", () => {
  const model = day(route("R1", [stop("a", "late"), stop("b", "todo")]), route("R2", [stop("c", "late")], { code: "R02", driver: null }));
  assert.deepEqual(meant(model, "all", ""), { stops: null, routes: null });
  const { stops, routes } = meant(model, "late", "ivo");
  assert.deepEqual([[...stops], [...routes]], [["a"], ["R1"]]);
});

test("a route that did not change is the same object in the next document", () => {
  const before = day(route("R1", [stop("a", "todo")]), route("R2", [stop("b", "todo")]));
  const after = modelOf({ routes: [route("R1", [stop("a", "todo")]), route("R2", [stop("b", "done")])], incidents: [] }, before);
  assert.equal(after.routes.get("R1"), before.routes.get("R1"));
  assert.deepEqual(changedRoutes(after, before), ["R2"]);
  assert.equal(linesKey(after), linesKey(before));
});

test("least slack comes first, what is over comes last", () => {
  const one = route("R1", [stop("a", "todo")], { slack: 600 }), two = route("R2", [stop("b", "late")], { slack: -60 });
  const over = route("R3", [stop("c", "done")], { slack: null });
  assert.deepEqual(byLeastSlack([over, one, two]).map(({ id }) => id), ["R2", "R1", "R3"]);
});

test("the pill says lateness against the promise by its tone and the plan by its minutes", () => {
  const out = { status: "DEPARTED" };
  assert.equal(deviation(route("R1", [stop("a", "todo", { eta: EIGHT + 180 })])), 3);
  assert.deepEqual(pillOf(route("R1", [stop("a", "late", { eta: EIGHT + 1800 })], out)), { tone: "late", minutes: 30, word: "minutes" });
  assert.deepEqual(pillOf(route("R1", [stop("a", "late")], { slack: -300 })), { tone: "late", minutes: 5, word: "late" });
  assert.equal(pillOf(route("R1", [stop("a", "todo")], out)).word, "onTime");
  assert.equal(pillOf(route("R1", [stop("a", "risk")], out)).word, "risk");
  assert.equal(pillOf(route("R1", [stop("a", "todo")])).word, "waits");
  assert.equal(pillOf(route("R1", [stop("a", "done")])).word, "back");
});

test("on time counts promises only", () => {
  const due = { due: [EIGHT, EIGHT + 60] };
  assert.equal(onTime([route("R1", [stop("a", "late", due), stop("b", "done", due), stop("c", "todo")])]), 500);
  assert.equal(onTime([route("R1", [stop("c", "todo")])]), null);
});

test("a time is where its pixel says it is, and back again", () => {
  const scale = scaleOf({ from: EIGHT, until: EIGHT + 7200 }, 252, 50, 2);
  assert.equal(scale.x(EIGHT), 50);
  assert.equal(scale.x(EIGHT + 3600), 150);
  assert.equal(scale.time(150), EIGHT + 3600);
  assert.equal(scale.wide(360), 10);
});

test("hours stand on whole hours of the site's clock and never touch", () => {
  const scale = scaleOf({ from: EIGHT + 100, until: EIGHT + 4 * 3600 }, 466, 52, 14);
  assert.deepEqual(hourTicks(scale).map((time) => (time - EIGHT) / 3600), [1, 2, 3, 4]);
  const india = hourTicks(scale, 5.5 * 3600);
  assert.ok(india.every((time) => (time + 19_800) % 3600 === 0));
  const narrow = hourTicks(scaleOf({ from: EIGHT, until: EIGHT + 12 * 3600 }, 200), 0);
  assert.ok(narrow.every((time, at) => at === 0 || time - narrow[at - 1] >= 4 * 3600));
});

test("four hours stand around now, but never beside the day", () => {
  const routes = [route("R1", [])];
  const { from, until } = shownSpan([{ ...routes[0], ends: EIGHT + 36_000 }], EIGHT + 18_000, "4h");
  assert.deepEqual([from, until], [EIGHT + 14_400, EIGHT + 28_800]);
  assert.equal(shownSpan([{ ...routes[0], ends: EIGHT + 36_000 }], EIGHT - 900_000, "4h").from, EIGHT);
});

test("only the rows in sight and a few around are there", () => {
  assert.deepEqual(rowsInSight(0, 240, 24, 100), { first: 0, last: 14 });
  assert.deepEqual(rowsInSight(1200, 240, 24, 100), { first: 46, last: 64 });
  assert.deepEqual(rowsInSight(99_999, 240, 24, 10), { first: 10, last: 10 });
});

test("a block shows what happened, and its plan only where that was another time", () => {
  assert.deepEqual(blockOf(stop("a", "todo")), { starts: EIGHT, ends: EIGHT + 300, plan: null });
  const late = blockOf(stop("a", "done", { arrived: EIGHT + 600, left: EIGHT + 1500 }));
  assert.deepEqual(late, { starts: EIGHT + 600, ends: EIGHT + 1500, plan: { starts: EIGHT, ends: EIGHT + 300 } });
});

test("a lasso holds what is inside it", () => {
  const square = [[0, 0], [0, 10], [10, 10], [10, 0]];
  assert.equal(isInside([5, 5], square), true);
  assert.equal(isInside([5, 15], square), false);
});

test("times are read on the site's clock", () => {
  assert.equal(clockOf("Europe/Helsinki")(EIGHT), "10:00");
  assert.equal(clockOf("UTC")(null), "–");
  assert.equal(offsetOf("Asia/Kolkata", EIGHT), 19_800);
  assert.deepEqual([signed(3), signed(-3), signed(0)], ["+3", "−3", "0"]);
  assert.deepEqual([kilometres(4400), kilometres(296_200)], ["4.4", "296"]);
});
