// @ts-check
// Where the trouble is: the order of the list and what its pill says.

/** @import { Route, Stop } from "./types.js" */

const OPEN = new Set(["todo", "risk", "late", "active"]);
const HOUR = 3600;

/** The stops that are still to be done, in order. */
export function openStops(/** @type {Route} */ route) {
  return route.stops.filter((stop) => OPEN.has(stop.state));
}

/** Least slack first; what nothing can go wrong with any more comes last. */
export function byLeastSlack(/** @type {Route[]} */ routes) {
  const rank = (/** @type {Route} */ route) => (openStops(route).length ? (route.slack ?? 24 * HOUR) : 1e9);
  return [...routes].sort((one, other) => rank(one) - rank(other) || one.number - other.number);
}

/** By how many minutes the next open stop is expected after its plan; null when nothing is open. */
export function deviation(/** @type {Route} */ route) {
  const next = openStops(route).find((stop) => stop.state !== "active");
  return next ? Math.round((next.eta - next.plan[1]) / 60) : null;
}

/**
 * What the pill of a route says: a tone, and minutes or a word.
 * @returns {{ tone: string, minutes: number|null, word: "late"|"risk"|"onTime"|"waits"|"back"|"minutes" }}
 */
export function pillOf(/** @type {Route} */ route) {
  const minutes = deviation(route);
  const states = new Set(route.stops.map((stop) => stop.state));
  if (!openStops(route).length) return { tone: "idle", minutes: null, word: "back" };
  const tone = states.has("late") ? "late" : states.has("risk") ? "risk" : "ok";
  if (tone === "ok" && route.status !== "DEPARTED") return { tone: "idle", minutes: null, word: "waits" };
  if (tone === "late" && !minutes) return { tone, minutes: Math.round(-(route.slack ?? 0) / 60), word: "late" };
  if (!minutes) return { tone, minutes: null, word: tone === "risk" ? "risk" : "onTime" };
  return { tone, minutes, word: "minutes" };
}

/** Done and failed stops, and all that are no breaks. */
export function progress(/** @type {Route} */ route) {
  const real = route.stops.filter((stop) => stop.state !== "break");
  return { done: real.filter((stop) => stop.state === "done" || stop.state === "failed").length, all: real.length };
}

/** Of the promises of a day, the share that is or will be kept, in thousandths; null without promises. */
export function onTime(/** @type {Route[]} */ routes) {
  const promised = routes.flatMap((route) => route.stops).filter((stop) => stop.due);
  if (!promised.length) return null;
  const kept = promised.filter((stop) => stop.state !== "late" && stop.state !== "failed");
  return Math.round((1000 * kept.length) / promised.length);
}
