// @ts-check
// The bar: chips with counts, the search, the day's figures.
import { counts } from "lastmile/board/filters";
import { onTime } from "lastmile/board/ranking";
import { kilometres } from "lastmile/board/times";

const SEARCH_MS = 120;

export function startChips(/** @type {HTMLElement} */ board, /** @type {any} */ store, /** @type {(s: number) => string} */ clock) {
  const chips = /** @type {NodeListOf<HTMLButtonElement>} */ (board.querySelectorAll("[data-filter]"));
  for (const chip of chips) chip.addEventListener("click", () => store.set({ filter: chip.dataset.filter }));
  startSearch(/** @type {HTMLInputElement} */ (board.querySelector("[data-search]")), store);

  function showChips() {
    const { model, filter } = store.get();
    const found = model ? counts(model.routes.values()) : {};
    for (const chip of chips) {
      const name = chip.dataset.filter ?? "";
      chip.setAttribute("aria-pressed", String(name === filter));
      /** @type {HTMLElement} */ (chip.querySelector("b")).textContent = String(found[name] ?? "–");
      chip.classList.toggle("chip--zero", found[name] === 0);
    }
  }

  function showFigures() {
    const routes = [...(store.get().model?.routes.values() ?? [])];
    const figure = (/** @type {string} */ name) => /** @type {HTMLElement} */ (board.querySelector(`[data-figure=${name}]`));
    const kept = onTime(routes);
    figure("on-time").textContent = kept === null ? "–" : `${(kept / 10).toFixed(1)} %`;
    figure("distance").textContent = `${kilometres(routes.reduce((sum, route) => sum + route.metres, 0))} km`;
    figure("back").textContent = routes.length ? clock(Math.max(...routes.map((route) => route.ends))) : "–";
  }

  store.on(["model", "filter"], showChips);
  store.on(["model"], showFigures);
}

function startSearch(/** @type {HTMLInputElement} */ field, /** @type {any} */ store) {
  let timer = 0;
  const search = () => store.set({ query: field.value.trim() });
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(search, SEARCH_MS);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") chooseOnly(store, search);
    if (event.key !== "Escape") return;
    event.stopPropagation();
    field.value = "";
    search();
    field.blur();
  });
}

/** Enter: when one route is left, it is the one that was looked for. */
function chooseOnly(/** @type {any} */ store, /** @type {() => void} */ search) {
  search();
  requestAnimationFrame(() => {
    const found = store.get().meant.routes;
    if (found?.size === 1) store.set({ selected: [...found][0] });
  });
}
