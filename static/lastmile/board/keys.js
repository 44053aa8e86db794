// @ts-check
// Keys that are no button's: Escape lets go of everything. The others are `data-key` on the buttons themselves.

export function startKeys(/** @type {any} */ store) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    store.set({ selected: null, picked: new Set(), filter: "all", card: null });
  });
}
