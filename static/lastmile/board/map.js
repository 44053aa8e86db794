// @ts-check
// The map: real road lines, stops as dots or pins, vans; the same selection as everywhere else.
import { makeMap } from "map/basemap";
import { canvasOn } from "lastmile/board/map-canvas";
import { startLasso } from "lastmile/board/map-lasso";
import { markKeeper } from "lastmile/board/map-marks";
import { inks, isPin, paintDot, paintRoute, strength } from "lastmile/board/map-paint";
import { flat, roadKeeper } from "lastmile/board/map-roads";
import { pickedBy } from "lastmile/board/picking";
import { choose } from "lastmile/board/route-list";

const NEAR = 9;

export function startMap(/** @type {HTMLElement} */ board, /** @type {any} */ store) {
  const element = /** @type {HTMLElement} */ (board.querySelector("[data-board-map]"));
  const map = makeMap(element, { fit: false, zoomAnimation: false, boxZoom: false, keyboard: false });
  const roads = roadKeeper();
  let colours = inks(), hasFitted = false;
  const pixel = (/** @type {number[]} */ at, /** @type {any} */ view) => {
    const [u, v] = flat(at[0], at[1]);
    return [(u - view.origin[0]) * view.world, (v - view.origin[1]) * view.world];
  };

  const askLines = canvasOn(map, "boardLines", (ink, view) => {
    const state = store.get(), depots = state.model?.picture.site.depots.map((/** @type {any} */ one) => one.at) ?? [];
    if (!state.model) return;
    const anchor = flat(depots[0]?.[0] ?? 0, depots[0]?.[1] ?? 0);
    ink.lineJoin = ink.lineCap = "round";
    ink.translate((anchor[0] - view.origin[0]) * view.world, (anchor[1] - view.origin[1]) * view.world);
    const routes = [...state.model.routes.values()].sort((one, other) => Number(one.id === state.selected) - Number(other.id === state.selected));
    for (const route of routes) {
      const paths = roads.pathsOf(route, state.lines?.[route.id], depots, view.world, anchor);
      paintRoute(ink, route, paths, { colours, power: strength(route, state), isChosen: route.id === state.selected });
    }
    element.dataset.routes = String(routes.length);
  });

  const askDots = canvasOn(map, "boardDots", (ink, view) => {
    const state = store.get();
    for (const route of state.model?.routes.values() ?? []) {
      const power = strength(route, state);
      for (const stop of route.stops) {
        if (!stop.at || stop.state === "break" || isPin(stop, route, state)) continue;
        const isMeant = !state.meant.stops || state.meant.stops.has(stop.id);
        paintDot(ink, stop, route, pixel(stop.at, view), { colours, power, isMeant });
      }
    }
  });

  const showMarks = markKeeper(map, (stop, route, event) => touch(stop, route, event.originalEvent), (route) => choose(store, route.id));

  function touch(/** @type {any} */ stop, /** @type {any} */ route, /** @type {MouseEvent} */ event) {
    store.set((store.get().mayAct && pickedBy(store.get(), stop.id, event)) || { selected: route.id, card: stop.id, anchor: stop.id });
  }

  /** The stop nearest to a place on the screen, within reach of a pointer. */
  function stopAt(/** @type {any} */ point) {
    let best = null, nearest = NEAR;
    for (const route of store.get().model?.routes.values() ?? []) {
      for (const stop of route.stops) {
        if (!stop.at) continue;
        const far = map.latLngToContainerPoint(stop.at).distanceTo(point);
        if (far < nearest) [best, nearest] = [{ stop, route }, far];
      }
    }
    return best;
  }

  function fit() {
    const { model, selected } = store.get(), route = model?.routes.get(selected);
    const points = [...(route ? [route] : (model?.routes.values() ?? []))].flatMap((one) => one.stops).map((stop) => stop.at).filter(Boolean);
    if (!route) points.push(...(model?.picture.site.depots.map((/** @type {any} */ one) => one.at) ?? []));
    if (points.length) map.fitBounds(L.latLngBounds(points), { padding: [32, 32], maxZoom: 16, animate: false });
    hasFitted ||= points.length > 0;
  }

  function redraw() {
    if (!store.get().model) return;
    if (!hasFitted) fit();
    askLines();
    askDots();
    showMarks(store.get());
  }

  map.on("click", (/** @type {any} */ event) => {
    const found = stopAt(event.containerPoint);
    if (found) touch(found.stop, found.route, event.originalEvent);
    else store.set({ card: null });
  });
  map.on("mousemove", (/** @type {any} */ event) => {
    const found = stopAt(event.containerPoint);
    element.classList.toggle("is-pointing", Boolean(found));
    store.set({ hovered: found?.route.id ?? null });
  });
  map.on("mouseout", () => store.set({ hovered: null }));
  map.on("grown", () => !store.get().selected && fit());
  board.querySelector("[data-fit]")?.addEventListener("click", fit);
  startLasso(board, map, store);
  document.addEventListener("theme:changed", () => ((colours = inks()), redraw()));
  store.on(["model", "selected", "picked", "meant", "lines", "hovered"], redraw);
  return { isInSight: (/** @type {[number, number]} */ at) => !element.offsetParent || map.getBounds().contains(at) };
}
