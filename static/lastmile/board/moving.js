// @ts-check
// Moving stops: the price of every way is known before it is taken, with the pointer and with keys alike.
import { icon, make } from "lastmile/board/dom";
import { startDragging } from "lastmile/board/dragging";
import { moveDialog } from "lastmile/board/move-dialog";
import { offersOf } from "lastmile/board/offers";
import { isMovable, pickCard, startPicking } from "lastmile/board/picking";
import { placer } from "lastmile/board/placing";
import { startSelectionBar } from "lastmile/board/selection-bar";
import { startStopList } from "lastmile/board/stop-list";

/** @param {HTMLElement} board @param {any} store @param {any} tools @returns {(stop: any) => Node[]} the acts of a stop's card */
export function startMoving(board, store, { clock, refresh, rowAt, isInSight }) {
  const offers = offersOf(store, clock, refresh), placing = placer(store, offers.move);
  const slotAt = startStopList(board, store, clock, placing);
  startPicking(store, isInSight);
  startDragging(board, store, placing, { rowAt, slotAt, told: offers.told });
  startSelectionBar(board, store, offers, placing, moveDialog(store, offers, placing));
  store.derive(["placing"], ({ placing: now }) => ({ dropOn: now?.route ?? null }));
  return (stop) => {
    if (!isMovable(stop, store.get().model.routeOf.get(stop.id))) return [];
    const pick = () => store.set({ picked: new Set([stop.id]), anchor: stop.id, card: null });
    const add = make("button", { class: "button button--small", type: "button", "data-key": "x", onclick: () => pickCard(store) }, icon("check"), gettext("Pick it too"), make("kbd", {}, "X"));
    return [make("div", { class: "stop-card__acts" }, make("button", { class: "button button--small button--solid", type: "button", "data-key": "m", onclick: pick }, icon("move"), gettext("Move to …"), make("kbd", {}, "M")), add)];
  };
}
