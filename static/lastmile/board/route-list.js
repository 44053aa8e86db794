// @ts-check
// The list of routes, trouble on top. Only rows in sight exist, and only rows whose route changed are made anew.
import { rowOf } from "lastmile/board/route-row";
import { rowsInSight } from "lastmile/board/geometry";
import { byLeastSlack } from "lastmile/board/ranking";

/** @import { Route } from "./types.js" */

const ROW = 56;

export function startRouteList(/** @type {HTMLElement} */ board, /** @type {any} */ store, /** @type {(s: number) => string} */ clock) {
  const box = /** @type {HTMLElement} */ (board.querySelector("[data-routes]"));
  const list = /** @type {HTMLElement} */ (box.querySelector("ul"));
  const count = /** @type {HTMLElement} */ (board.querySelector("[data-route-count]"));
  /** @type {Map<string, { route: Route, row: HTMLElement }>} */
  const rows = new Map();
  /** @type {Route[]} */
  let order = [];

  function arrange() {
    const { model, meant } = store.get();
    const all = byLeastSlack([...(model?.routes.values() ?? [])]);
    const isMeant = (/** @type {Route} */ route) => !meant.routes || meant.routes.has(route.id);
    order = [...all.filter(isMeant), ...all.filter((route) => !isMeant(route))];
    store.set({ order: order.map((route) => route.id) });
    count.textContent = meant.routes ? `${meant.routes.size} / ${order.length}` : String(order.length);
    list.style.blockSize = `${order.length * ROW}px`;
    show();
  }

  function show() {
    const { first, last } = rowsInSight(box.scrollTop, box.clientHeight || 600, ROW, order.length);
    const wanted = new Set(order.slice(first, last).map((route) => route.id));
    for (const [id, { row }] of rows) {
      if (wanted.has(id)) continue;
      row.remove();
      rows.delete(id);
    }
    for (let at = first; at < last; at += 1) place(order[at], at);
  }

  function place(/** @type {Route} */ route, /** @type {number} */ at) {
    let kept = rows.get(route.id);
    if (kept?.route !== route) {
      const row = /** @type {HTMLElement} */ (rowOf(route, clock));
      kept?.row.replaceWith(row);
      if (!kept) list.append(row);
      kept = { route, row };
      rows.set(route.id, kept);
    }
    kept.row.style.transform = `translateY(${at * ROW}px)`;
    kept.row.setAttribute("aria-posinset", String(at + 1));
    kept.row.setAttribute("aria-setsize", String(order.length));
    mark(kept.row, route.id);
  }

  function mark(/** @type {HTMLElement} */ row, /** @type {string} */ id) {
    const { selected, hovered, meant, dropOn } = store.get();
    row.setAttribute("aria-selected", String(id === selected));
    row.classList.toggle("is-hovered", id === hovered);
    row.classList.toggle("is-dim", Boolean(meant.routes && !meant.routes.has(id)));
    row.classList.toggle("is-drop", id === dropOn);
  }

  function follow() {
    const { selected } = store.get(), at = order.findIndex((route) => route.id === selected);
    if (at >= 0) {
      if (at * ROW < box.scrollTop) box.scrollTop = at * ROW;
      else if ((at + 1) * ROW > box.scrollTop + box.clientHeight) box.scrollTop = (at + 1) * ROW - box.clientHeight;
      list.setAttribute("aria-activedescendant", `run-${selected}`);
    } else list.removeAttribute("aria-activedescendant");
    show();
  }

  const idOf = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.target).closest?.("[data-route]")?.dataset.route ?? null;
  list.addEventListener("click", (event) => idOf(event) && choose(store, idOf(event)));
  list.addEventListener("mouseover", (event) => store.set({ hovered: idOf(event) }));
  list.addEventListener("mouseleave", () => store.set({ hovered: null }));
  list.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    stepRoute(store, step);
  });
  box.addEventListener("scroll", show, { passive: true });
  new ResizeObserver(show).observe(box);
  store.on(["model", "meant"], arrange);
  store.on(["selected"], follow);
  store.on(["hovered", "dropOn"], () => rows.forEach(({ row }, id) => mark(row, id)));
}

/** Choose a route; choosing the chosen one lets go of it. */
export function choose(/** @type {any} */ store, /** @type {string|null} */ id) {
  store.set({ selected: store.get().selected === id ? null : id, card: null });
}

/** The next or previous route of the list, round and round. */
export function stepRoute(/** @type {any} */ store, /** @type {number} */ step) {
  const { order, selected } = store.get();
  if (!order.length) return;
  const at = order.indexOf(selected);
  const next = at < 0 ? (step > 0 ? 0 : order.length - 1) : (at + step + order.length) % order.length;
  store.set({ selected: order[next], card: null });
}
