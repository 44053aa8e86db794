// @ts-check
// The document as the views read it: routes and stops by id. A route that did not change stays the very same
// object from one document to the next, so views see by identity what they must draw again.

/** @import { Model, Picture, Route, Stop } from "./types.js" */

/**
 * @param {Picture} picture
 * @param {Model|null} before
 * @returns {Model}
 */
export function modelOf(picture, before = null) {
  const kept = picture.routes.map((route) => reused(route, before));
  const routes = new Map(kept.map((route) => [route.id, route]));
  /** @type {Map<string, Stop>} */
  const stops = new Map();
  /** @type {Map<string, Route>} */
  const routeOf = new Map();
  for (const route of kept) {
    for (const stop of route.stops) {
      stops.set(stop.id, stop);
      routeOf.set(stop.id, route);
    }
  }
  return { picture: { ...picture, routes: kept }, routes, stops, routeOf };
}

/** @param {Route} route @param {Model|null} before */
function reused(route, before) {
  const old = before?.routes.get(route.id);
  return old && JSON.stringify(old) === JSON.stringify(route) ? old : route;
}

/** The ids of routes that are new or drawn differently from before. */
export function changedRoutes(/** @type {Model} */ model, /** @type {Model|null} */ before) {
  return [...model.routes.values()].filter((route) => before?.routes.get(route.id) !== route).map(({ id }) => id);
}

/** Does the day look as it did when its lines were fetched? Lines change with a revision only. */
export function linesKey(/** @type {Model} */ model) {
  return [...model.routes.values()].map((route) => `${route.id}:${route.revision}`).join();
}
