// @ts-check
// Dragging stops: from the time line or the list of stops, onto a lane (its cheapest place) or between two stops of
// the list. All picked stops go along when one of them is taken. Nothing happens before the pointer lets go.
import { make, tagOf } from "lastmile/board/dom";
import { isMovable } from "lastmile/board/picking";

const FAR_ENOUGH = 6;

/**
 * @param {HTMLElement} board @param {any} store
 * @param {{ aim: Function, drop: () => boolean, cancel: () => void }} placing
 * @param {{ rowAt: (x: number, y: number) => any, slotAt: (x: number, y: number) => number|null, told: Function }} look
 */
export function startDragging(board, store, placing, { rowAt, slotAt, told }) {
  const chip = /** @type {HTMLElement} */ (make("div", { class: "drag-tag", hidden: true, role: "status" }));
  document.body.append(chip);
  /** @type {{ stops: string[], x: number, y: number, isMoving: boolean }|null} */
  let drag = null;

  function take(/** @type {PointerEvent} */ event) {
    const id = /** @type {HTMLElement} */ (event.target).closest?.("[data-stop]")?.getAttribute("data-stop") ?? "";
    const { model, picked } = store.get(), stop = model?.stops.get(id);
    if (!stop || event.button || event.pointerType === "touch" || event.ctrlKey || event.metaKey || event.shiftKey || !isMovable(stop, model.routeOf.get(id))) return;
    drag = { stops: picked.has(id) ? [...picked] : [id], x: event.clientX, y: event.clientY, isMoving: false };
  }

  /** The route whose row in the list is under the pointer. */
  const runAt = (/** @type {PointerEvent} */ event) => document.elementFromPoint(event.clientX, event.clientY)?.closest(".run")?.getAttribute("data-route") ?? null;

  function over(/** @type {PointerEvent} */ event) {
    if (!drag || (!drag.isMoving && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < FAR_ENOUGH)) return;
    if (!drag.isMoving) document.body.classList.add("is-dragging");
    drag.isMoving = true;
    chip.style.transform = `translate(${Math.min(event.clientX + 14, innerWidth - 380)}px, ${Math.max(4, event.clientY - 40)}px)`;
    const slot = slotAt(event.clientX, event.clientY), route = slot ? store.get().selected : (rowAt(event.clientX, event.clientY)?.id ?? runAt(event));
    placing.aim(drag.stops, route, slot);
  }

  function end(/** @type {boolean} */ lets) {
    const was = drag;
    drag = null;
    document.body.classList.remove("is-dragging");
    if (!was?.isMoving) return;
    swallowClick();
    if (!lets || !placing.drop()) placing.cancel();
  }

  function show() {
    const { placing: now, model } = store.get(), route = model?.routes.get(now?.route);
    chip.hidden = !now || !route || !drag;
    if (chip.hidden) return;
    chip.replaceChildren(...(now.offer ? told(now.offer, now.stops.length > 1) : [tagOf(route), "…"]));
  }

  board.addEventListener("pointerdown", take);
  addEventListener("pointermove", over);
  addEventListener("pointerup", () => end(true));
  addEventListener("pointercancel", () => end(false));
  addEventListener("keydown", (event) => event.key === "Escape" && drag && end(false));
  store.on(["placing"], show);
}

/** The click that ends a drag chooses nothing. */
function swallowClick() {
  const swallow = (/** @type {Event} */ event) => event.stopPropagation();
  addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => removeEventListener("click", swallow, { capture: true }), 0);
}
