// @ts-check
// Stops on their way to a place: dragged by the pointer or led by arrow keys, it is the same. Wherever they are
// aimed at is priced; letting go makes the move whose price was shown, and nothing else does.
import { priceOf } from "lastmile/board/offers";

const PAUSE_MS = 90;

/** @param {any} store @param {(stops: string[], offer: any, position: number|null) => any} move */
export function placer(store, move) {
  let timer = 0;

  /** Aim at a route, at a place on it (from 1, among the stops that stay) or at its cheapest. */
  function aim(/** @type {string[]} */ stops, /** @type {string|null} */ route, /** @type {number|null} */ position = null) {
    const now = store.get().placing;
    if (now && now.route === route && now.position === position && now.stops === stops) return;
    const placing = { stops, route, position, offer: null };
    store.set({ placing });
    clearTimeout(timer);
    if (route) timer = window.setTimeout(() => ask(placing), PAUSE_MS);
  }

  async function ask(/** @type {any} */ placing) {
    const offers = await priceOf(placing.stops, [placing.route], placing.position).catch((/** @type {any} */ error) => [{ route: placing.route, refusal: error.message }]);
    if (store.get().placing === placing) store.set({ placing: { ...placing, offer: offers[0] } });
  }

  /** Make the move whose price is shown; false where none is. */
  function drop() {
    const { placing } = store.get(), offer = placing?.offer;
    if (!offer || offer.refusal) return false;
    move(placing.stops, offer, placing.position);
    return true;
  }

  const cancel = () => {
    clearTimeout(timer);
    store.set({ placing: null });
  };
  return { aim, drop, cancel };
}

/** How many places there are on a route for these stops, and where they begin now; both from 1. */
export function placesOn(/** @type {import("./types.js").Route} */ route, /** @type {string[]} */ stops) {
  const real = route.stops.filter((stop) => stop.state !== "break"), stay = real.filter((stop) => !stops.includes(stop.id));
  const first = real.findIndex((stop) => stops.includes(stop.id));
  return { most: stay.length + 1, now: first < 0 ? stay.length + 1 : real.slice(0, first).filter((stop) => !stops.includes(stop.id)).length + 1 };
}
