// @ts-check
// One route on the time line: filled is done, an outline is still to come, red misses its window, and the
// small bar below says where the plan had it. The chosen route also shows how much room each stop has left.
import { draw, hueOf } from "lastmile/board/dom";
import { blockOf } from "lastmile/board/geometry";

/** @import { Route, Stop } from "./types.js" */

export const ROW = 24;
const BLOCK = 12;
const THINNEST = 4;
const TIGHT_SECONDS = 3600;

/**
 * @param {Route} route @param {any} scale
 * @param {{ isChosen: boolean, picked: Set<string>, wanted: Set<string>|null, clock: (s: number|null) => string }} look
 */
export function laneOf(route, scale, look) {
  const middle = ROW / 2, top = middle - BLOCK / 2;
  const parts = [
    draw("rect", { class: "gantt__row", width: scale.width, height: ROW }),
    draw("rect", { class: "gantt__hue", x: 10, y: middle - 5, width: 4, height: 10, rx: 1.5 }),
    draw("text", { class: "gantt__code", x: 20, y: middle + 4 }, route.code),
    draw("line", { class: "gantt__drive", x1: scale.x(route.starts), x2: scale.x(route.ends), y1: middle, y2: middle }),
    draw("path", { class: "gantt__back", d: `M${scale.x(route.ends)} ${middle - 3.5}l6 3.5l-6 3.5z` }),
  ];
  for (const stop of route.stops) parts.push(...stopParts(stop, scale, top, look));
  return draw("g", { class: `gantt__lane ${hueOf(route)}`, "data-route": route.id }, ...parts);
}

/** @param {Stop} stop @param {any} scale @param {number} top @param {any} look */
function stopParts(stop, scale, top, look) {
  const { starts, ends, plan } = blockOf(stop);
  const x = scale.x(starts), width = Math.max(THINNEST, scale.wide(ends - starts));
  if (stop.state === "break") return [draw("rect", { class: "gantt__break", x, y: top + 2, width, height: BLOCK - 4, rx: 2 })];
  const parts = [];
  if (look.isChosen && isTight(stop)) parts.push(whisker(stop, scale, x + width / 2, top));
  if (plan && stop.state !== "done") {
    parts.push(draw("rect", { class: "gantt__plan", x: scale.x(plan.starts), y: top + BLOCK + 2, width: Math.max(THINNEST, scale.wide(plan.ends - plan.starts)), height: 2.4, rx: 1 }));
  }
  const classes = ["gantt__stop", `is-${stop.state}`];
  if (look.picked.has(stop.id)) classes.push("is-picked");
  if (look.wanted && !look.wanted.has(stop.id)) classes.push("is-dim");
  const block = draw("rect", { class: classes.join(" "), x, y: top, width, height: BLOCK, rx: 3, "data-stop": stop.id });
  block.append(draw("title", {}, titleOf(stop, look.clock)));
  return [...parts, block];
}

/** Still to be done, and with little room: a day-long window says nothing. */
function isTight(/** @type {Stop} */ stop) {
  return stop.due && stop.state !== "done" && stop.state !== "failed" && stop.due[1] - stop.eta < TIGHT_SECONDS;
}

/** From when a stop is expected to when its window closes: the room that is left, or by how much it is gone. */
function whisker(/** @type {Stop} */ stop, /** @type {any} */ scale, /** @type {number} */ from, /** @type {number} */ top) {
  const until = scale.x(/** @type {[number, number]} */ (stop.due)[1]);
  return draw("path", { class: `gantt__room is-${stop.state}`, d: `M${from} ${top - 2.5}H${until}M${until} ${top - 5}v5` });
}

function titleOf(/** @type {Stop} */ stop, /** @type {(s: number|null) => string} */ clock) {
  const who = stop.orders.map((order) => order.who).join(", ");
  return `${stop.n} · ${clock(stop.arrived ?? stop.eta)} ${who}`;
}
