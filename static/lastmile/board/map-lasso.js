// @ts-check
// The lasso: drag a line around stops that are still to be done. Shift and drag does the same without the tool.
import { isInside } from "lastmile/board/geometry";
import { isMovable } from "lastmile/board/picking";

export function startLasso(/** @type {HTMLElement} */ board, /** @type {any} */ map, /** @type {any} */ store) {
  const tool = /** @type {HTMLElement} */ (board.querySelector("[data-lasso]"));
  let isOn = false;
  /** @type {{ points: [number, number][], line: any }|null} */
  let drawing = null;

  function turn(/** @type {boolean} */ on) {
    isOn = on;
    tool.setAttribute("aria-pressed", String(on));
    map.dragging[on ? "disable" : "enable"]();
    map.getContainer().classList.toggle("is-lasso", on);
  }

  function choose(/** @type {[number, number][]} */ points) {
    const picked = new Set(store.get().picked);
    for (const route of store.get().model.routes.values()) {
      for (const stop of route.stops) if (stop.at && isMovable(stop, route) && isInside(stop.at, points)) picked.add(stop.id);
    }
    store.set({ picked, card: null });
  }

  map.on("mousedown", (/** @type {any} */ event) => {
    if (!isOn && !event.originalEvent.shiftKey) return;
    map.dragging.disable();
    const points = /** @type {[number, number][]} */ ([[event.latlng.lat, event.latlng.lng]]);
    drawing = { points, line: L.polygon(points, { className: "board-lasso", interactive: false }).addTo(map) };
  });
  map.on("mousemove", (/** @type {any} */ event) => {
    if (!drawing) return;
    drawing.points.push([event.latlng.lat, event.latlng.lng]);
    drawing.line.setLatLngs(drawing.points);
  });
  map.on("mouseup", () => {
    if (!drawing) return;
    const { points, line } = drawing;
    line.remove();
    drawing = null;
    turn(false);
    if (points.length > 2) choose(points);
  });
  tool.addEventListener("click", () => turn(!isOn));
  store.on(["selected"], () => isOn && !store.get().selected && turn(false));
}
