// @ts-check
// The stops of the chosen route as a list: picked by click and keys, put into another order by dragging or by
// Alt and the arrow keys. A line shows where picked stops would stand, the bar what that costs.
import { make } from "lastmile/board/dom";
import { isMovable, pickedBy } from "lastmile/board/picking";
import { placesOn } from "lastmile/board/placing";

/** @import { Route, Stop } from "./types.js" */

/** @param {HTMLElement} board @param {any} store @param {(s: number|null) => string} clock @param {{ aim: Function, drop: () => boolean, cancel: () => void }|null} placing */
export function startStopList(board, store, clock, placing) {
  const box = /** @type {HTMLElement} */ (board.querySelector("[data-stops]"));
  const list = /** @type {HTMLElement} */ (box.querySelector("ol")), title = /** @type {HTMLElement} */ (box.querySelector("[data-stops-title]"));
  /** @type {Map<string, { stop: Stop, row: HTMLElement }>} */
  let rows = new Map();
  let active = "";

  const chosen = () => /** @type {Route|undefined} */ (store.get().model?.routes.get(store.get().selected));
  const real = () => (chosen()?.stops ?? []).filter((stop) => stop.state !== "break");

  function show() {
    const route = chosen(), stops = real();
    box.hidden = !route;
    if (!route) return rows.clear();
    title.textContent = `${route.code} · ${interpolate(ngettext("%s stop", "%s stops", stops.length), [stops.length])}`;
    const kept = new Map(stops.map((stop) => [stop.id, rows.get(stop.id)?.stop === stop ? /** @type {any} */ (rows.get(stop.id)) : { stop, row: rowOf(stop, route) }]));
    rows = kept;
    if (!rows.has(active)) active = stops[0]?.id ?? "";
    const wanted = [...kept.values()].map(({ row }) => row);
    if (wanted.length !== list.children.length || wanted.some((row, at) => list.children[at] !== row)) list.replaceChildren(...wanted);
    mark();
  }

  function rowOf(/** @type {Stop} */ stop, /** @type {Route} */ route) {
    const who = stop.orders.map((order) => order.who).join(", ") || stop.where;
    const window = stop.due ? `${clock(stop.due[0])}–${clock(stop.due[1])}` : "";
    return /** @type {HTMLElement} */ (make(
      "li",
      { class: `stops__row is-${stop.state}`, role: "option", id: `stop-${stop.id}`, "data-stop": stop.id, title: `${who} · ${stop.where}`, "aria-disabled": isMovable(stop, route) ? null : "true" },
      make("b", {}, String(stop.n)), make("time", {}, clock(stop.arrived ?? stop.eta)), make("span", {}, who), make("small", {}, window),
    ));
  }

  function mark() {
    const { picked, card, placing: now } = store.get(), gap = now?.route === store.get().selected ? now.position ?? now.offer?.position : null;
    const stay = real().filter((stop) => !now?.stops.includes(stop.id));
    for (const [id, { row }] of rows) {
      row.setAttribute("aria-selected", String(picked.has(id)));
      row.classList.toggle("is-active", id === active);
      row.classList.toggle("is-card", id === card);
      row.classList.toggle("is-before", Boolean(gap) && stay[gap - 1]?.id === id);
      row.classList.toggle("is-after", Boolean(gap) && gap === stay.length + 1 && stay.at(-1)?.id === id);
    }
    if (active) list.setAttribute("aria-activedescendant", `stop-${active}`);
  }

  function go(/** @type {number} */ step, /** @type {boolean} */ picks) {
    const ids = real().map(({ id }) => id), at = ids.indexOf(active);
    active = ids[Math.min(Math.max(at + step, 0), ids.length - 1)] ?? "";
    rows.get(active)?.row.scrollIntoView({ block: "nearest" });
    const { anchor } = store.get(), found = picks && pickedBy({ ...store.get(), anchor: anchor ?? ids[at] }, active, { ctrlKey: false, metaKey: false, shiftKey: true });
    store.set({ card: active, ...(found || {}) });
    mark();
  }

  /** Lead the picked stops, or the one under the cursor, up or down the chosen route. */
  function lead(/** @type {number} */ step) {
    const { placing: now, picked, selected } = store.get(), route = chosen();
    if (!route || !placing) return;
    const stops = now?.stops ?? (picked.size ? [...picked] : [active]);
    const { most, now: from } = placesOn(route, stops), at = now?.route === selected ? (now.position ?? now.offer?.position ?? from) : from;
    placing.aim(stops, selected, Math.min(Math.max(at + step, 1), most));
  }

  function onKey(/** @type {KeyboardEvent} */ event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], { placing: now } = store.get();
    if (step && (event.altKey || now)) lead(step);
    else if (step) go(step, event.shiftKey);
    else if (event.key === " ") {
      const found = placing && pickedBy(store.get(), active, { ctrlKey: true, metaKey: false, shiftKey: false });
      if (found) store.set(found);
    } else if (event.key === "Enter" && now) placing?.drop();
    else return;
    event.preventDefault();
  }

  list.addEventListener("keydown", onKey);
  list.addEventListener("click", (event) => {
    const id = /** @type {HTMLElement} */ (event.target).closest("[data-stop]")?.getAttribute("data-stop");
    if (!id) return;
    active = id;
    store.set((placing && pickedBy(store.get(), id, event)) ?? { card: id, anchor: id });
    mark();
  });
  document.addEventListener("keydown", (event) => event.altKey && !list.contains(document.activeElement) && { ArrowDown: 1, ArrowUp: -1 }[event.key] && chosen() && !document.querySelector("dialog[open]") && (list.focus(), onKey(event)));
  store.on(["model", "selected"], show);
  store.on(["picked", "card", "placing"], mark);

  /** Which place among the stops that stay a point of the screen means (from 1); null beside the list. */
  return function slotAt(/** @type {number} */ x, /** @type {number} */ y) {
    const around = box.getBoundingClientRect();
    if (box.hidden || x < around.left || x > around.right || y < around.top || y > around.bottom) return null;
    const going = store.get().placing?.stops ?? [];
    const above = [...rows].filter(([id, { row }]) => !going.includes(id) && y > row.getBoundingClientRect().top + row.offsetHeight / 2);
    return above.length + 1;
  };
}
