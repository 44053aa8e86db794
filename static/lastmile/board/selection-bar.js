// @ts-check
// The bar for picked stops: the three cheapest routes on the keys 1 to 3, and any other by its name. While they are
// led by the arrow keys it shows the price of where they would stand.
import { Refusal } from "lastmile/board/acts";
import { icon, make } from "lastmile/board/dom";
import { priceOf } from "lastmile/board/offers";

const BEST = 3;

/** @param {HTMLElement} board @param {any} store @param {any} offers @param {any} placing @param {(stops: string[]) => void} search */
export function startSelectionBar(board, store, { told, move }, placing, search) {
  const bar = /** @type {HTMLElement} */ (board.querySelector("[data-selection]"));
  let asked = 0;

  const button = (/** @type {string} */ words, /** @type {any} */ attributes, /** @type {any[]} */ ...more) =>
    make("button", { class: "button button--small", type: "button", ...attributes }, ...more, words);
  const close = () =>
    make("button", { class: "button button--ghost button--icon button--small", type: "button", "aria-label": gettext("Clear the selection"), onclick: () => store.set({ picked: new Set(), anchor: null, placing: null }) }, icon("x"));
  const head = (/** @type {number} */ size) => make("b", {}, interpolate(ngettext("%s stop", "%s stops", size), [size]));

  async function show() {
    const { picked, placing: now } = store.get(), mine = ++asked;
    bar.hidden = !picked.size && !now;
    if (bar.hidden || document.body.classList.contains("is-dragging")) return;
    if (now) return showPlace(now);
    const stops = [...picked], rest = [button(gettext("Move to …"), { "data-key": "m", onclick: () => search(stops) }, icon("move")), close()];
    bar.replaceChildren(head(stops.length), make("span", {}, gettext("Trying the nearest routes …")), ...rest);
    try {
      const offers = (await priceOf(stops)).slice(0, BEST);
      if (mine !== asked) return;
      const found = offers.map((/** @type {any} */ offer, /** @type {number} */ at) => offerButton(stops, offer, at));
      bar.replaceChildren(head(stops.length), ...(found.length ? found : [make("span", {}, gettext("There is no other route."))]), ...rest);
    } catch (error) {
      if (mine === asked) bar.replaceChildren(head(stops.length), make("span", { role: "alert" }, error instanceof Refusal ? error.message : gettext("No connection")), close());
    }
  }

  function offerButton(/** @type {string[]} */ stops, /** @type {any} */ offer, /** @type {number} */ at) {
    const many = stops.length > 1;
    if (offer.refusal) return make("span", { class: "selection__no" }, ...told(offer, many));
    return make("button", { class: "button button--small", type: "button", "data-key": String(at + 1), onclick: () => move(stops, offer) }, ...told(offer, many), make("kbd", {}, String(at + 1)));
  }

  function showPlace(/** @type {any} */ now) {
    const drop = make("button", { class: "button button--small button--solid", type: "button", disabled: !now.offer || Boolean(now.offer.refusal), onclick: placing.drop }, gettext("Put here"), make("kbd", {}, "↵"));
    const words = now.offer ? told(now.offer, now.stops.length > 1) : ["…"];
    bar.replaceChildren(head(now.stops.length), ...words, drop, close());
  }

  store.on(["picked", "placing"], show);
}
