// @ts-check
// The arithmetic of the time line: seconds to pixels and back, hours across the top, which rows are in sight.

/** @import { Route } from "./types.js" */

const HOUR = 3600;
const MARGIN = 600;
const STEP = HOUR / 2; // a van that is a minute later must not move every lane

/**
 * What part of the day is shown: all of it, or four hours around now.
 * @param {Route[]} routes @param {number} now @param {string} choice
 */
export function shownSpan(routes, now, choice) {
  const from = Math.min(...routes.map((route) => route.starts));
  const until = Math.max(...routes.map((route) => route.ends));
  if (choice === "4h") {
    const middle = Math.min(Math.max(now, from + HOUR), until - HOUR);
    return { from: middle - HOUR, until: middle + 3 * HOUR };
  }
  return { from: Math.floor((from - MARGIN) / STEP) * STEP, until: Math.ceil((until + MARGIN) / STEP) * STEP };
}

/** Seconds to pixels and back between a gutter on the left and a margin on the right. */
export function scaleOf(/** @type {{from: number, until: number}} */ span, /** @type {number} */ width, gutter = 52, margin = 14) {
  const perSecond = Math.max(1, width - gutter - margin) / Math.max(1, span.until - span.from);
  return {
    ...span,
    gutter,
    width,
    x: (/** @type {number} */ time) => gutter + (time - span.from) * perSecond,
    time: (/** @type {number} */ x) => span.from + (x - gutter) / perSecond,
    wide: (/** @type {number} */ seconds) => seconds * perSecond,
  };
}

/** Whole hours (of any zone with whole or half hours) inside a span, thinned out where they would touch. */
export function hourTicks(/** @type {ReturnType<typeof scaleOf>} */ scale, offset = 0, apart = 60) {
  const step = [0.5, 1, 2, 3, 4, 6, 12, 24].find((hours) => scale.wide(hours * HOUR) >= apart) ?? 24;
  const first = Math.ceil((scale.from + offset) / (step * HOUR)) * step * HOUR - offset;
  const ticks = [];
  for (let time = first; time <= scale.until; time += step * HOUR) ticks.push(time);
  return ticks;
}

/** The first and last row (not included) that a scrolled box shows, with a few more on both sides. */
export function rowsInSight(/** @type {number} */ top, /** @type {number} */ height, /** @type {number} */ row, /** @type {number} */ count, spare = 4) {
  const first = Math.max(0, Math.floor(top / row) - spare);
  const last = Math.min(count, Math.ceil((top + height) / row) + spare);
  return { first: Math.min(first, last), last };
}

/** A stop's block: from when to when it is drawn, and its plan where that is another time. */
export function blockOf(/** @type {import("./types.js").Stop} */ stop) {
  const service = Math.max(60, stop.plan[2] - stop.plan[1]);
  const starts = stop.arrived ?? stop.eta;
  const ends = stop.left && stop.left > starts ? stop.left : starts + service;
  const isOff = Math.abs(starts - stop.plan[1]) >= 120;
  return { starts, ends, plan: isOff ? { starts: stop.plan[1], ends: stop.plan[2] } : null };
}

/** Is a point within a closed line of points? The even-odd rule. */
export function isInside(/** @type {[number, number]} */ [y, x], /** @type {[number, number][]} */ line) {
  let inside = false;
  for (let i = 0, j = line.length - 1; i < line.length; j = i++) {
    const [yi, xi] = line[i], [yj, xj] = line[j];
    if (xi > x !== xj > x && y < ((yj - yi) * (x - xi)) / (xj - xi) + yi) inside = !inside;
  }
  return inside;
}
