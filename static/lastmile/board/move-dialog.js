// @ts-check
// "Move to …": every route of the day by its code, driver or vehicle, with its price; Enter takes the first.
import { priceOf } from "lastmile/board/offers";
import { folded } from "lastmile/board/filters";
import { make, tagOf } from "lastmile/board/dom";

const SHOWN = 8;
const PAUSE_MS = 150;

/** @param {any} store @param {{ told: Function, move: Function }} offers @param {{ aim: Function }} placing */
export function moveDialog(store, { told, move }, placing) {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("#move-dialog"));
  const field = /** @type {HTMLInputElement} */ (dialog.querySelector("input")), list = /** @type {HTMLElement} */ (dialog.querySelector("[data-move-routes]"));
  /** @type {string[]} */
  let stops = [];
  /** @type {Map<string, any>} */
  let known = new Map();
  let timer = 0;

  const found = () => {
    const words = folded(field.value).split(/\s+/).filter(Boolean), routes = [...store.get().model.routes.values()];
    const isFound = (/** @type {any} */ route) => words.every((word) => folded(`${route.code} ${route.name} ${route.driver?.name ?? ""} ${route.vehicle}`).includes(word));
    return routes.filter((route) => ["PLANNED", "RELEASED"].includes(route.status) && isFound(route)).slice(0, SHOWN);
  };

  function show() {
    const routes = found();
    list.replaceChildren(...(routes.length ? routes.map(row) : [make("li", {}, gettext("No open route is called that."))]));
    clearTimeout(timer);
    timer = window.setTimeout(() => ask(routes.map(({ id }) => id).filter((id) => !known.has(id))), PAUSE_MS);
  }

  function row(/** @type {any} */ route) {
    const offer = known.get(route.id), words = offer ? told(offer, stops.length > 1) : [tagOf(route), make("span", {}, "…")];
    const isOut = !offer || Boolean(offer.refusal);
    return make("li", { class: "moves__row" },
      make("button", { class: "button button--ghost button--wide", type: "button", disabled: isOut, onclick: () => take(route, offer) }, make("small", {}, route.driver?.name ?? route.vehicle), ...words),
      make("button", { class: "button button--small", type: "button", disabled: isOut, onclick: () => choosePlace(route, offer) }, gettext("Choose the place")));
  }

  async function ask(/** @type {string[]} */ routes) {
    if (!routes.length) return;
    const mine = stops, asked = await priceOf(stops, routes).catch((/** @type {any} */ error) => routes.map((route) => ({ route, refusal: error.message })));
    if (mine !== stops || !dialog.open) return;
    for (const offer of asked) known.set(offer.route, offer);
    show();
  }

  function take(/** @type {any} */ route, /** @type {any} */ offer) {
    dialog.close();
    move(stops, offer);
  }

  /** The place is chosen in the list of the route's stops, from where it is cheapest. */
  function choosePlace(/** @type {any} */ route, /** @type {any} */ offer) {
    dialog.close();
    store.set({ selected: route.id, card: null });
    placing.aim(stops, route.id, offer.position);
    requestAnimationFrame(() => /** @type {HTMLElement} */ (document.querySelector("[data-stops] ol")).focus());
  }

  field.addEventListener("input", show);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    /** @type {HTMLButtonElement|null} */ (list.querySelector(event.altKey ? "button:not(:disabled) + button" : "button:not(:disabled)"))?.click();
  });
  return (/** @type {string[]} */ these) => {
    stops = these;
    known = new Map();
    field.value = "";
    show();
    dialog.showModal();
    field.focus();
  };
}
