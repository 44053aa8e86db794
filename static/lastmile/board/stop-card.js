// @ts-check
// The card of one stop, over the map: who, where, when expected, planned and promised.
import { icon, make, tagOf } from "lastmile/board/dom";

const WORDS = {
  done: () => gettext("done"), failed: () => gettext("failed"), active: () => gettext("at the door"),
  late: () => gettext("late"), risk: () => gettext("at risk"), todo: () => gettext("in time"), break: () => gettext("break"),
};
const TONES = { done: "idle", failed: "late", active: "live", late: "late", risk: "risk", todo: "ok", break: "idle" };

export function startStopCard(/** @type {HTMLElement} */ board, /** @type {any} */ store, /** @type {(s: number|null) => string} */ clock, /** @type {(stop: any) => Node[]} */ acts) {
  const card = /** @type {HTMLElement} */ (board.querySelector("[data-stop-card]"));

  function show() {
    const { model, card: id } = store.get(), stop = model?.stops.get(id), route = model?.routeOf.get(id);
    card.hidden = !stop;
    card.replaceChildren(...(stop ? contentOf(stop, route) : []));
  }

  function contentOf(/** @type {any} */ stop, /** @type {any} */ route) {
    const names = stop.orders.map((/** @type {any} */ order) =>
      make("a", { href: `/orders/${order.id}/`, class: "stop-card__who" }, order.who, make("small", {}, order.number)));
    const close = make("button", { class: "button button--ghost button--icon button--small", type: "button", "aria-label": gettext("Close"), onclick: () => store.set({ card: null }) }, icon("x"));
    return [
      make("header", {}, tagOf(route), make("b", {}, interpolate(gettext("Stop %s"), [stop.n])), pill(stop), close),
      make("div", { class: "stop-card__names" }, ...(names.length ? names : [gettext("Break")])),
      make("p", {}, stop.where),
      make("p", { class: "stop-card__times" }, make("b", {}, clock(stop.arrived ?? stop.eta)), interpolate(gettext("plan %s"), [clock(stop.plan[1])]), stop.due ? ` · ${interpolate(gettext("window %s–%s"), [clock(stop.due[0]), clock(stop.due[1])])}` : ""),
      ...acts(stop),
    ];
  }

  function pill(/** @type {any} */ stop) {
    const late = stop.state === "late" ? Math.round((stop.eta - stop.due[1]) / 60) : 0;
    const words = late ? interpolate(ngettext("%s minute late", "%s minutes late", late), [late]) : WORDS[stop.state]();
    return make("span", { class: `pill pill--${TONES[stop.state]}` }, words);
  }

  store.on(["card", "model"], show);
}
