// @ts-check
// What a move would mean: asked of the server, told in a few words, and made.
import { act, send } from "lastmile/board/acts";
import { icon, make, tagOf } from "lastmile/board/dom";
import { signed } from "lastmile/board/times";

/** Prices of moving stops, the best first: to these routes, or to the nearest. Throws a Refusal. */
export async function priceOf(/** @type {string[]} */ stops, /** @type {string[]} */ routes = [], /** @type {number|null} */ position = null) {
  const body = { stops, ...(routes.length ? { routes } : {}), ...(position ? { position } : {}) };
  return (await send("board/price/", body)).prices;
}

/** @param {any} store @param {(s: number) => string} clock @param {() => any} refresh */
export function offersOf(store, clock, refresh) {
  /** "stop 4 at 11:54, in window, +18 min, +2.1 km", or why not. */
  function told(/** @type {any} */ offer, many = false) {
    const route = store.get().model.routes.get(offer.route), tag = route ? tagOf(route) : make("b", {}, offer.code);
    if (offer.refusal) return [tag, make("span", { class: "drag-tag__no" }, icon("lock"), offer.refusal)];
    const place = many ? "" : interpolate(gettext("stop %s at %s"), [offer.position, clock(Date.parse(offer.arrives_at) / 1000)]);
    return [tag, place, verdict(offer), make("span", {}, `${signed(Math.round(offer.added_seconds / 60))} min`), make("span", {}, `${signed(Number((offer.added_metres / 1000).toFixed(1)))} km`), ...prices(offer)];
  }

  function verdict(/** @type {any} */ offer) {
    const late = Math.ceil(offer.late_seconds / 60), isBad = late || offer.newly_late;
    const words = offer.newly_late > 1 || (offer.newly_late && !late) ? interpolate(ngettext("%s more late", "%s more late", offer.newly_late), [offer.newly_late])
      : late ? interpolate(gettext("%s min late"), [late])
      : offer.no_longer_late ? interpolate(ngettext("%s in time again", "%s in time again", offer.no_longer_late), [offer.no_longer_late]) : gettext("in window");
    return make("b", { class: isBad ? "tone-late" : "tone-ok" }, words);
  }

  /** What else it costs: work beyond the shift, units that are carried once more. */
  function prices(/** @type {any} */ offer) {
    const found = [], overtime = Math.ceil(offer.added_overtime / 60);
    if (overtime > 0) found.push(make("b", { class: "tone-risk" }, interpolate(gettext("+%s min overtime"), [overtime])));
    if (offer.handled_again) found.push(make("b", { class: "tone-risk" }, interpolate(ngettext("%s unit handled again", "%s units handled again", offer.handled_again), [offer.handled_again])));
    return found;
  }

  function move(/** @type {string[]} */ stops, /** @type {any} */ offer, /** @type {number|null} */ position = null) {
    store.set({ picked: new Set(), anchor: null, placing: null });
    const at = clock(Date.parse(offer.arrives_at) / 1000), route = store.get().model.routes.get(offer.route);
    const words = () => stops.length > 1 ? interpolate(gettext("%s stops moved to %s"), [stops.length, route?.code ?? offer.code]) : interpolate(gettext("Moved to %s, at %s"), [route?.code ?? offer.code, at]);
    return act(() => send("board/move/", { stops, route: offer.route, revisions: offer.revisions, ...(position ? { position } : {}) }), words, refresh);
  }

  return { told, move };
}
