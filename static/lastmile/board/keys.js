// @ts-check
// Keys that are no button's: Escape lets go of everything, arrows walk along the stops of the chosen route. The
// others are `data-key` on the buttons themselves.

export function startKeys(/** @type {any} */ store) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || /** @type {HTMLElement} */ (event.target).matches?.("input, textarea, select")) return;
    if (event.key === "Escape") letGo(store);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step && !event.ctrlKey && !event.altKey && !event.metaKey) walk(store, step);
  });
}

/** First of the stops that are led somewhere, then of what is picked, then of everything. */
function letGo(/** @type {any} */ store) {
  const { placing, picked } = store.get();
  if (placing) store.set({ placing: null });
  else if (picked.size) store.set({ picked: new Set(), anchor: null });
  else store.set({ selected: null, filter: "all", card: null });
}

/** Show the card of the next or previous stop of the chosen route. */
function walk(/** @type {any} */ store, /** @type {number} */ step) {
  const { model, selected, card } = store.get();
  const stops = (model?.routes.get(selected)?.stops ?? []).filter((/** @type {any} */ stop) => stop.state !== "break");
  if (!stops.length) return;
  const at = stops.findIndex((/** @type {any} */ stop) => stop.id === card);
  const next = at < 0 ? (step > 0 ? 0 : stops.length - 1) : Math.min(Math.max(at + step, 0), stops.length - 1);
  store.set({ card: stops[next].id });
}
