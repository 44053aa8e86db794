// @ts-check
// Which stops and routes are meant: by the chip that is pressed and by the words in the search.

/** @import { Model, Route, Stop } from "./types.js" */

export const FILTERS = ["all", "late", "risk", "failed", "unloaded", "done"];
const NOT_GONE = new Set(["PLANNED", "RELEASED"]);

/** Does a stop belong under this chip? Breaks belong under none. */
export function matches(/** @type {Stop} */ stop, /** @type {Route} */ route, /** @type {string} */ filter) {
  if (stop.state === "break") return false;
  if (filter === "all") return true;
  if (filter === "unloaded") return NOT_GONE.has(route.status) && !stop.loaded;
  return stop.state === filter;
}

/** How many stops belong under each chip. */
export function counts(/** @type {Iterable<Route>} */ routes) {
  const found = Object.fromEntries(FILTERS.map((filter) => [filter, 0]));
  for (const route of routes) {
    for (const stop of route.stops) {
      for (const filter of FILTERS) if (matches(stop, route, filter)) found[filter] += 1;
    }
  }
  return found;
}

/** Text without case and accents, so that "zoe" finds "Zoë". */
export function folded(/** @type {string} */ text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** Every word that was typed stands somewhere in the stop's or its route's words. */
export function isFound(/** @type {Stop} */ stop, /** @type {Route} */ route, /** @type {string[]} */ words) {
  if (!words.length) return true;
  const text = folded(
    [route.code, route.name, route.driver?.name ?? "", route.vehicle, stop.where]
      .concat(stop.orders.flatMap((order) => [order.who, order.number]))
      .join(" "),
  );
  return words.every((word) => text.includes(word));
}

/**
 * What is meant. `stops` and `routes` hold ids; null means everything, so that the common case costs nothing.
 * @param {Model|null} model @param {string} filter @param {string} query
 * @returns {{ stops: Set<string>|null, routes: Set<string>|null }}
 */
export function meant(model, filter, query) {
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (!model || (filter === "all" && !words.length)) return { stops: null, routes: null };
  /** @type {Set<string>} */
  const stops = new Set();
  /** @type {Set<string>} */
  const routes = new Set();
  for (const route of model.routes.values()) {
    for (const stop of route.stops) {
      if (!matches(stop, route, filter) || !isFound(stop, route, words)) continue;
      stops.add(stop.id);
      routes.add(route.id);
    }
  }
  return { stops, routes };
}
