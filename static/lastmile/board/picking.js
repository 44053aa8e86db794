// @ts-check
// Which stops are picked: one more with Ctrl, a range with Shift, all in sight with Ctrl A. Only what can still be
// moved is picked; what is to be done at one door is one stop, so nothing that belongs together is parted.
import { toggled } from "lastmile/board/store";

/** @import { Route, Stop } from "./types.js" */

const MOVABLE = new Set(["todo", "risk", "late"]);
const NOT_GONE = new Set(["PLANNED", "RELEASED"]);

/** Can this stop be given to another van? What is on the road cannot: its goods are in one. */
export function isMovable(/** @type {Stop} */ stop, /** @type {Route} */ route) {
  return MOVABLE.has(stop.state) && NOT_GONE.has(route.status);
}

/** The movable stops from one to the other in the order of driving, both included; either may come first. */
export function rangeOf(/** @type {Route} */ route, /** @type {string} */ one, /** @type {string} */ other) {
  const ids = route.stops.map(({ id }) => id), ends = [ids.indexOf(one), ids.indexOf(other)];
  if (ends.includes(-1)) return [];
  return route.stops.slice(Math.min(...ends), Math.max(...ends) + 1).filter((stop) => isMovable(stop, route)).map(({ id }) => id);
}

/**
 * What a click with these keys picks; null where it picks nothing and is an ordinary click.
 * @param {any} state @param {string} id @param {{ ctrlKey: boolean, metaKey: boolean, shiftKey: boolean }} keys
 */
export function pickedBy({ model, picked, anchor }, id, { ctrlKey, metaKey, shiftKey }) {
  const route = model.routeOf.get(id);
  if (!isMovable(model.stops.get(id), route)) return null;
  if (shiftKey && anchor && model.routeOf.get(anchor) === route) return { picked: new Set([...picked, ...rangeOf(route, anchor, id)]), anchor };
  if (shiftKey || ctrlKey || metaKey) return { picked: toggled(picked, id), anchor: id };
  return null;
}

/**
 * All movable stops that the filter means, of the chosen route or of all, where `isInSight` of their place.
 * @param {any} state @param {(at: [number, number]) => boolean} isInSight
 */
export function allInSight({ model, selected, meant }, isInSight) {
  const routes = selected ? [model.routes.get(selected)] : [...model.routes.values()];
  const isMeant = (/** @type {Stop} */ stop) => !meant.stops || meant.stops.has(stop.id);
  const found = routes.flatMap((route) => route.stops.filter((/** @type {Stop} */ stop) => isMovable(stop, route) && isMeant(stop) && stop.at && isInSight(stop.at)));
  return new Set(found.map(({ id }) => id));
}

/** The keys: Ctrl A for all in sight, X for the stop whose card is open. */
export function startPicking(/** @type {any} */ store, /** @type {(at: [number, number]) => boolean} */ isInSight) {
  document.addEventListener("keydown", (event) => {
    const state = store.get(), target = /** @type {HTMLElement} */ (event.target);
    if (!state.model || document.querySelector("dialog[open]") || target.matches?.("input, textarea, select")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") {
      event.preventDefault();
      store.set({ picked: allInSight(state, isInSight), card: null });
    }
  });
}

/** Pick the stop whose card is open, or let go of it. */
export function pickCard(/** @type {any} */ store) {
  const { card } = store.get(), found = card && pickedBy(store.get(), card, { ctrlKey: true, metaKey: false, shiftKey: false });
  if (found) store.set(found);
}
