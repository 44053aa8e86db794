// @ts-check
// The time line: one lane per route in the order of their codes. Lanes out of sight do not exist; a lane is
// drawn anew only when its route, or how it is chosen, changed.
import { draw } from "lastmile/board/dom";
import { hourTicks, rowsInSight, scaleOf, shownSpan } from "lastmile/board/geometry";
import { choose } from "lastmile/board/route-list";
import { laneOf, ROW } from "lastmile/board/timeline-row";
import { offsetOf } from "lastmile/board/times";
import { pickedBy } from "lastmile/board/picking";

export function startTimeline(/** @type {HTMLElement} */ board, /** @type {any} */ store, /** @type {(s: number|null) => string} */ clock) {
  const box = /** @type {HTMLElement} */ (board.querySelector("[data-gantt]"));
  const sheet = /** @type {SVGSVGElement} */ (box.querySelector("svg"));
  const hours = /** @type {SVGSVGElement} */ (board.querySelector("[data-hours]"));
  const grid = draw("g", {}), lanes = draw("g", {}), over = draw("g", { class: "gantt__over" });
  const hatch = draw("pattern", { id: "hatch", width: 5, height: 5, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, draw("path", { d: "M0 0V5" }));
  sheet.append(draw("defs", {}, hatch), grid, lanes, over);
  /** @type {Map<string, { key: any[], lane: SVGElement }>} */
  const drawn = new Map();
  let scale = scaleOf({ from: 0, until: 1 }, 100);
  /** @type {import("./types.js").Route[]} */
  let routes = [];

  function layOut() {
    const { model, now, span } = store.get();
    routes = [...(model?.routes.values() ?? [])];
    if (!routes.length) return;
    const next = scaleOf(shownSpan(routes, now, span), box.clientWidth);
    if (next.from !== scale.from || next.until !== scale.until || next.width !== scale.width) scale = next;
    sheet.style.blockSize = `${routes.length * ROW}px`;
    drawHours();
    show();
  }

  function drawHours() {
    const ticks = hourTicks(scale, offsetOf(board.dataset.zone ?? "UTC", scale.from));
    const height = Math.max(routes.length * ROW, box.clientHeight);
    grid.replaceChildren(...ticks.map((time) => draw("line", { class: "gantt__hour", x1: scale.x(time), x2: scale.x(time), y1: 0, y2: height })));
    const now = scale.x(store.get().now), isFree = (/** @type {number} */ x) => Math.abs(x - now) > 38 && x < scale.width - 16;
    hours.replaceChildren(...ticks.filter((time) => isFree(scale.x(time))).map((time) => draw("text", { x: scale.x(time), y: 15, "text-anchor": "middle" }, clock(time))));
    drawNow();
  }

  function drawNow() {
    const { now } = store.get(), x = scale.x(now);
    const height = Math.max(routes.length * ROW, box.clientHeight);
    hours.querySelector(".gantt__now")?.remove();
    over.replaceChildren();
    grid.querySelector(".gantt__past")?.remove();
    if (now < scale.from || now > scale.until) return;
    grid.prepend(draw("rect", { class: "gantt__past", x: scale.gutter, width: Math.max(0, x - scale.gutter), height }));
    over.append(draw("line", { class: "gantt__nowline", x1: x, x2: x, y1: 0, y2: height }));
    hours.append(draw("g", { class: "gantt__now" }, draw("rect", { x: x - 19, y: 2, width: 38, height: 18, rx: 4 }), draw("text", { x, y: 15, "text-anchor": "middle" }, clock(now))));
  }

  function show() {
    const { first, last } = rowsInSight(box.scrollTop, box.clientHeight || 400, ROW, routes.length);
    const wanted = new Set(routes.slice(first, last).map((route) => route.id));
    for (const [id, { lane }] of drawn) if (!wanted.has(id)) (lane.remove(), drawn.delete(id));
    for (let at = first; at < last; at += 1) place(routes[at], at);
  }

  function place(/** @type {import("./types.js").Route} */ route, /** @type {number} */ at) {
    const { selected, hovered, picked, meant, dropOn } = store.get();
    const isChosen = route.id === selected, mine = route.stops.filter((stop) => picked.has(stop.id)).map((stop) => stop.id).join();
    const key = [route, scale, isChosen, mine, meant.stops];
    let kept = drawn.get(route.id);
    if (!kept || kept.key.some((value, n) => value !== key[n])) {
      const lane = laneOf(route, scale, { isChosen, picked, wanted: meant.stops, clock });
      if (kept) kept.lane.replaceWith(lane);
      else lanes.append(lane);
      kept = { key, lane: /** @type {any} */ (lane) };
      drawn.set(route.id, kept);
    }
    const { lane } = kept;
    lane.setAttribute("transform", `translate(0 ${at * ROW})`);
    lane.classList.toggle("is-chosen", isChosen);
    lane.classList.toggle("is-hovered", route.id === hovered);
    lane.classList.toggle("is-drop", route.id === dropOn);
    lane.classList.toggle("is-faded", Boolean(selected && !isChosen) || Boolean(meant.routes && !meant.routes.has(route.id)));
  }

  function follow() {
    const at = routes.findIndex((route) => route.id === store.get().selected);
    if (at >= 0 && at * ROW < box.scrollTop) box.scrollTop = at * ROW;
    if (at >= 0 && (at + 1) * ROW > box.scrollTop + box.clientHeight) box.scrollTop = (at + 1) * ROW - box.clientHeight;
    show();
  }

  sheet.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target), stop = target.dataset?.stop, route = target.closest?.("[data-route]")?.getAttribute("data-route");
    if (stop) store.set((store.get().mayAct && pickedBy(store.get(), stop, event)) || { selected: route, card: stop, anchor: stop });
    else if (route) choose(store, route);
  });
  sheet.addEventListener("mouseover", (event) => store.set({ hovered: /** @type {HTMLElement} */ (event.target).closest?.("[data-route]")?.getAttribute("data-route") ?? null }));
  sheet.addEventListener("mouseleave", () => store.set({ hovered: null }));
  box.addEventListener("scroll", show, { passive: true });
  new ResizeObserver(layOut).observe(box);
  for (const button of board.querySelectorAll("[data-span]")) button.addEventListener("click", () => store.set({ span: /** @type {HTMLElement} */ (button).dataset.span }));
  store.on(["span"], ({ span }) => board.querySelectorAll("[data-span]").forEach((button) => button.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (button).dataset.span === span))));
  store.on(["model", "span"], layOut);
  store.on(["now"], () => (store.get().span === "4h" ? layOut() : drawHours()));
  store.on(["selected"], follow);
  store.on(["hovered", "picked", "meant", "dropOn"], show);

  /** The route whose lane is at a point of the screen; null beside the lanes. */
  function rowAt(/** @type {number} */ x, /** @type {number} */ y) {
    const seen = box.getBoundingClientRect(), isInside = x >= seen.left && x <= seen.right && y >= seen.top && y <= seen.bottom;
    return isInside ? (routes[Math.floor((y - sheet.getBoundingClientRect().top) / ROW)] ?? null) : null;
  }

  return { rowAt };
}
