// @ts-check
// The lines of the routes on one canvas. Points are turned into the map's flat world once; each zoom level makes
// one path per route and half (what is behind the van, what is ahead), and a redraw only strokes those.
import { decode } from "lastmile/polyline";

/** @import { Route } from "./types.js" */

const OVER = new Set(["done", "failed"]);
const FINEST = 0.6;

/** A point of the earth in the flat world of width 1 that web maps draw. */
export function flat(/** @type {number} */ latitude, /** @type {number} */ longitude) {
  const sine = Math.sin((latitude * Math.PI) / 180);
  return [longitude / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/** The legs of a route as flat points, in order: behind and ahead; straight where no line is known. */
export function legsOf(/** @type {Route} */ route, /** @type {any} */ lines, /** @type {[number, number][]} */ depots) {
  const behind = [], ahead = [];
  let here = depots[0] ?? null;
  for (const stop of route.stops) {
    if (!stop.at) continue;
    const leg = pointsOf(lines?.legs[stop.id], here, stop.at);
    if (leg) (OVER.has(stop.state) || stop.state === "active" ? behind : ahead).push(leg);
    here = stop.at;
  }
  const back = pointsOf(lines?.back, here, depots[0] ?? null);
  if (back) ahead.push(back);
  return { behind, ahead };
}

function pointsOf(/** @type {string|undefined} */ line, /** @type {any} */ from, /** @type {any} */ to) {
  const points = line ? decode(line) : from && to ? [from, to] : [];
  return points.length > 1 ? points.map(([latitude, longitude]) => flat(latitude, longitude)) : null;
}

/** Paths at one zoom level, measured from an anchor so that numbers stay small. */
function pathOf(/** @type {number[][][]} */ legs, /** @type {number} */ world, /** @type {number[]} */ anchor) {
  const path = new Path2D();
  for (const leg of legs) {
    let x = NaN, y = NaN;
    leg.forEach(([u, v], at) => {
      const px = (u - anchor[0]) * world, py = (v - anchor[1]) * world;
      if (at === 0) path.moveTo(px, py);
      else if (at === leg.length - 1 || Math.abs(px - x) + Math.abs(py - y) > FINEST) path.lineTo(px, py);
      else return;
      x = px;
      y = py;
    });
  }
  return path;
}

/** Keeps the legs and paths of all routes; what did not change is not made again. */
export function roadKeeper() {
  /** @type {Map<string, { route: Route, lines: any, legs: any, world: number, paths: any }>} */
  const kept = new Map();
  return {
    pathsOf(/** @type {Route} */ route, /** @type {any} */ lines, /** @type {any} */ depots, /** @type {number} */ world, /** @type {number[]} */ anchor) {
      let one = kept.get(route.id);
      if (!one || one.route !== route || one.lines !== lines) {
        one = { route, lines, legs: legsOf(route, lines, depots), world: 0, paths: null };
        kept.set(route.id, one);
      }
      if (one.world !== world) {
        one.world = world;
        one.paths = { behind: pathOf(one.legs.behind, world, anchor), ahead: pathOf(one.legs.ahead, world, anchor) };
      }
      return one.paths;
    },
    forget: (/** @type {Set<string>} */ ids) => kept.forEach((_, id) => ids.has(id) || kept.delete(id)),
  };
}
