// @ts-check
// What stands on the map as elements: pins with numbers, van chips, the depot. Each is kept as long as it looks
// the same, so one stop that changes costs one pin.
import { hueOf, icon, make } from "lastmile/board/dom";
import { isPin, strength } from "lastmile/board/map-paint";

/** @import { Route, Stop } from "./types.js" */

const ABOVE = { late: 400, risk: 300, active: 350 };

export function markKeeper(/** @type {any} */ map, /** @type {(stop: Stop, route: Route, event: any) => void} */ onStop, /** @type {(route: Route) => void} */ onVan) {
  /** @type {Map<string, { look: string, mark: any }>} */
  const kept = new Map();

  function put(/** @type {string} */ key, /** @type {string} */ look, /** @type {() => any} */ made) {
    const old = kept.get(key);
    if (old?.look === look) return;
    old?.mark.remove();
    kept.set(key, { look, mark: made().addTo(map) });
  }

  function mark(/** @type {any} */ at, /** @type {string} */ className, /** @type {any} */ html, options = {}) {
    return L.marker(at, { icon: L.divIcon({ className, html: html ?? "", iconSize: null }), keyboard: false, ...options });
  }

  function pin(/** @type {Stop} */ stop, /** @type {Route} */ route, /** @type {any} */ state) {
    const classes = `board-pin ${hueOf(route)} is-${stop.state}${state.picked.has(stop.id) ? " is-picked" : ""}`;
    const at = /** @type {[number, number]} */ (stop.at);
    put(`stop ${stop.id}`, `${classes} ${stop.n} ${at}`, () =>
      mark(at, classes, make("span", {}, String(stop.n)), { zIndexOffset: ABOVE[stop.state] ?? 100 }).on("click", (/** @type {any} */ event) => onStop(stop, route, event)));
  }

  function van(/** @type {Route} */ route, /** @type {any} */ state) {
    if (!route.van) return;
    const faded = strength(route, state) < 0.5 ? " is-faded" : "";
    const classes = `board-van ${hueOf(route)}${route.van.stale ? " is-stale" : ""}${faded}`;
    put(`van ${route.id}`, `${classes} ${route.van.at}`, () => {
      const label = make("span", {}, route.van?.stale ? icon("signal") : "", make("i"), route.code);
      return mark(route.van?.at, classes, label, { zIndexOffset: 800, title: `${route.code} ${route.driver?.name ?? ""}` }).on("click", () => onVan(route));
    });
  }

  return function show(/** @type {any} */ state) {
    const wanted = new Set();
    for (const route of state.model.routes.values()) {
      if (route.van) wanted.add(`van ${route.id}`);
      van(route, state);
      for (const stop of route.stops) {
        if (!isPin(stop, route, state)) continue;
        wanted.add(`stop ${stop.id}`);
        pin(stop, route, state);
      }
    }
    for (const depot of state.model.picture.site.depots) {
      wanted.add(`depot ${depot.at}`);
      put(`depot ${depot.at}`, depot.name, () => mark(depot.at, "board-depot", icon("warehouse"), { zIndexOffset: 700, title: depot.name }));
    }
    for (const [key, { mark: old }] of kept) if (!wanted.has(key)) (old.remove(), kept.delete(key));
  };
}
