// @ts-check
// The dispatch board: one store, four views on it, and the feed that keeps it fresh.
import { startChips } from "lastmile/board/chips";
import { showAge, startFeed } from "lastmile/board/feed";
import { meant } from "lastmile/board/filters";
import { startInbox } from "lastmile/board/inbox";
import { startEditing } from "lastmile/board/editing";
import { startKeys } from "lastmile/board/keys";
import { startMap } from "lastmile/board/map";
import { startMoving } from "lastmile/board/moving";
import { startReleasing } from "lastmile/board/releasing";
import { startRouteList, stepRoute } from "lastmile/board/route-list";
import { startStopCard } from "lastmile/board/stop-card";
import { createStore } from "lastmile/board/store";
import { startStopList } from "lastmile/board/stop-list";
import { startTimeline } from "lastmile/board/timeline";
import { clockOf } from "lastmile/board/times";

const EMPTY = {
  model: null, lines: null, changed: [], order: [], now: 0, feed: { isLost: false, at: 0 },
  selected: null, hovered: null, picked: new Set(), anchor: null, card: null, placing: null, dropOn: null, mayAct: false,
  filter: "all", query: "", meant: { stops: null, routes: null }, span: "day", tab: "open", incident: null,
};

function start(/** @type {HTMLElement} */ board) {
  const store = createStore({ ...EMPTY, selected: new URLSearchParams(location.hash.slice(1)).get("route") });
  const clock = clockOf(board.dataset.zone ?? "UTC");
  store.derive(["model", "filter", "query"], ({ model, filter, query }) => ({ meant: meant(model, filter, query) }));
  store.derive(["model"], (state) => stillThere(state));
  startChips(board, store, clock);
  startRouteList(board, store, clock);
  const { rowAt } = startTimeline(board, store, clock);
  const { isInSight } = startMap(board, store);
  const mayAct = board.dataset.mayAct === "yes";
  const refresh = () => startedFeed();
  store.set({ mayAct });
  if (!mayAct) startStopList(board, store, clock, null);
  startStopCard(board, store, clock, mayAct ? startMoving(board, store, { clock, refresh, rowAt, isInSight }) : () => []);
  startInbox(board, store, clock, mayAct ? refresh : null);
  if (mayAct) startEditing(board, store, refresh);
  startReleasing(store, refresh);
  startKeys(store);
  for (const button of board.querySelectorAll("[data-step]")) button.addEventListener("click", () => stepRoute(store, Number(/** @type {HTMLElement} */ (button).dataset.step)));
  store.on(["model"], ({ model }) => showEmpty(board, model));
  store.on(["selected"], ({ selected }) => history.replaceState(null, "", selected ? `#route=${selected}` : location.pathname + location.search));
  showAge(/** @type {HTMLElement} */ (board.querySelector("[data-age]")), store, clock);
  const startedFeed = startFeed(board, store);
  Object.assign(board, { store });
}

/** What was chosen and is gone is chosen no longer. */
function stillThere(/** @type {any} */ { model, selected, card, picked }) {
  const left = [...picked].filter((id) => model.stops.has(id));
  return {
    selected: model.routes.has(selected) ? selected : null,
    card: model.stops.has(card) ? card : null,
    picked: left.length === picked.size ? picked : new Set(left),
  };
}

function showEmpty(/** @type {HTMLElement} */ board, /** @type {any} */ model) {
  const isEmpty = !model.routes.size;
  board.classList.toggle("is-empty", isEmpty);
  /** @type {HTMLElement} */ (board.querySelector("[data-empty]")).hidden = !isEmpty;
  board.dataset.drawn = String(model.routes.size);
}

for (const form of document.querySelectorAll("[data-day-choice]")) {
  const field = /** @type {HTMLInputElement} */ (form.querySelector("input"));
  field.addEventListener("change", () => field.validity.valid && /** @type {HTMLFormElement} */ (form).requestSubmit());
}
const board = document.getElementById("board");
if (board && window.L) start(board);
