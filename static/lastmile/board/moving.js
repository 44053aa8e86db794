// @ts-check
// Moving a stop: the price of every way is known before it is taken. One chosen stop has the three cheapest
// routes on the keys 1 to 3; dragging its block on the time line shows the price of the row under the pointer.
import { act, Refusal, send } from "lastmile/board/acts";
import { icon, make, tagOf } from "lastmile/board/dom";
import { signed } from "lastmile/board/times";

const BEST = 3;
const FAR_ENOUGH = 6;

export function startMoving(/** @type {HTMLElement} */ board, /** @type {any} */ store, /** @type {any} */ { clock, refresh, rowAt }) {
  const bar = /** @type {HTMLElement} */ (board.querySelector("[data-selection]"));
  const chip = /** @type {HTMLElement} */ (make("div", { class: "drag-tag", hidden: true, role: "status" }));
  document.body.append(chip);
  let asked = 0;

  const price = async (/** @type {string} */ stop, /** @type {string[]} */ routes = []) =>
    (await send("board/price/", routes.length ? { stop, routes } : { stop })).prices;

  function move(/** @type {string} */ stop, /** @type {any} */ offer) {
    store.set({ picked: new Set(), dropOn: null });
    const target = store.get().model.routes.get(offer.route);
    const words = () => interpolate(gettext("Moved to %s, at %s"), [target?.code ?? offer.code, clock(Date.parse(offer.arrives_at) / 1000)]);
    return act(() => send("board/move/", { stop, route: offer.route, position: offer.position, revisions: offer.revisions }), words, refresh);
  }

  /** "stop 4 at 11:54, in window, +18 min, +2.1 km", or why not. */
  function told(/** @type {any} */ offer) {
    const tag = tagOf(store.get().model.routes.get(offer.route));
    if (offer.refusal) return [tag, make("span", { class: "drag-tag__no" }, icon("lock"), offer.refusal)];
    const late = Math.ceil(offer.late_seconds / 60);
    const verdict = late ? interpolate(gettext("%s min late"), [late]) : offer.newly_late ? interpolate(ngettext("%s other late", "%s others late", offer.newly_late), [offer.newly_late]) : gettext("in window");
    return [
      tag,
      interpolate(gettext("stop %s at %s"), [offer.position, clock(Date.parse(offer.arrives_at) / 1000)]),
      make("b", { class: late || offer.newly_late ? "tone-late" : "tone-ok" }, verdict),
      `${signed(Math.round(offer.added_seconds / 60))} min`,
      `${signed(Number((offer.added_metres / 1000).toFixed(1)))} km`,
    ];
  }

  async function showBar() {
    const { picked, model } = store.get(), mine = ++asked;
    bar.hidden = !picked.size;
    if (!picked.size) return;
    const clear = make("button", { class: "button button--ghost button--icon button--small", type: "button", "aria-label": gettext("Clear the selection"), onclick: () => store.set({ picked: new Set() }) }, icon("x"));
    const head = make("b", {}, interpolate(ngettext("%s stop", "%s stops", picked.size), [picked.size]));
    if (picked.size > 1) return bar.replaceChildren(head, make("span", {}, gettext("Stops are moved one at a time.")), clear);
    bar.replaceChildren(head, make("span", {}, gettext("Trying the nearest routes …")), clear);
    const [stop] = picked;
    try {
      const offers = (await price(stop)).slice(0, BEST);
      if (mine !== asked || !model.stops.has(stop)) return;
      const buttons = offers.map((/** @type {any} */ offer, /** @type {number} */ at) => offerButton(stop, offer, at));
      bar.replaceChildren(head, ...(buttons.length ? buttons : [make("span", {}, gettext("There is no other route."))]), clear);
    } catch (error) {
      if (mine === asked) bar.replaceChildren(head, make("span", {}, error instanceof Refusal ? error.message : gettext("No connection")), clear);
    }
  }

  function offerButton(/** @type {string} */ stop, /** @type {any} */ offer, /** @type {number} */ at) {
    if (offer.refusal) return make("span", { class: "selection__no" }, ...told(offer));
    return make("button", { class: "button button--small", type: "button", "data-key": String(at + 1), onclick: () => move(stop, offer) }, ...told(offer), make("kbd", {}, String(at + 1)));
  }

  startDragging(board, store, { chip, rowAt, price, told, move });
  store.on(["picked"], showBar);
  return (/** @type {any} */ stop) =>
    stop.state === "todo" || stop.state === "risk" || stop.state === "late"
      ? [make("div", { class: "stop-card__acts" }, make("button", { class: "button button--small button--solid", type: "button", "data-key": "m", onclick: () => store.set({ picked: new Set([stop.id]), card: null }) }, icon("move"), gettext("Move to …")))]
      : [];
}

/** Drag a block to another row: nothing happens before it is let go, and then what the tag said. */
function startDragging(/** @type {HTMLElement} */ board, /** @type {any} */ store, /** @type {any} */ { chip, rowAt, price, told, move }) {
  const sheet = /** @type {SVGElement} */ (board.querySelector(".gantt"));
  /** @type {any} */
  let drag = null;

  const end = () => {
    if (drag) document.querySelector(".is-lifted")?.classList.remove("is-lifted");
    drag = null;
    chip.hidden = true;
    store.set({ dropOn: null });
  };

  async function over(/** @type {any} */ route) {
    const mine = drag;
    mine.route = route?.id ?? null;
    mine.offer = null;
    store.set({ dropOn: mine.route });
    if (!route || route.id === mine.home) return void (chip.hidden = true);
    chip.hidden = false;
    chip.replaceChildren(tagOf(route), "…");
    const found = await price(mine.stop, [route.id]).catch((/** @type {any} */ error) => [{ route: route.id, refusal: error.message }]);
    if (drag !== mine || mine.route !== route.id) return;
    mine.offer = found[0];
    chip.replaceChildren(...told(found[0]));
  }

  sheet.addEventListener("pointerdown", (event) => {
    const block = /** @type {HTMLElement} */ (event.target), stop = store.get().model?.stops.get(block.dataset?.stop);
    if (!stop || event.button || !["todo", "risk", "late"].includes(stop.state)) return;
    drag = { stop: stop.id, home: store.get().model.routeOf.get(stop.id).id, block, y: event.clientY, isMoving: false, route: null, offer: null };
  });
  addEventListener("pointermove", (event) => {
    if (!drag || (!drag.isMoving && Math.abs(event.clientY - drag.y) < FAR_ENOUGH)) return;
    drag.isMoving = true;
    drag.block.classList.add("is-lifted");
    chip.style.transform = `translate(${Math.min(event.clientX + 14, innerWidth - 380)}px, ${event.clientY - 40}px)`;
    const route = rowAt(event.clientY);
    if ((route?.id ?? null) !== drag.route) over(route);
  });
  addEventListener("pointerup", () => {
    const done = drag;
    end();
    if (done?.isMoving && done.offer && !done.offer.refusal) move(done.stop, done.offer);
  });
  addEventListener("keydown", (event) => event.key === "Escape" && end());
}
