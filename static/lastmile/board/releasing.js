// @ts-check
// The chosen route is released: from then on the warehouse picks it, and it has a lane.
import { act, send } from "lastmile/board/acts";
import { ask } from "staff/dialog";

/** What came of it, in a sentence. */
export function releaseWords(/** @type {{code: string, lane: string, short: any[]}} */ { code, lane, short }) {
  const told = interpolate(gettext("%s is released; it is staged in %s."), [code, lane]);
  if (!short.length) return told;
  const lines = interpolate(ngettext("%s line is short.", "%s lines are short.", short.length), [short.length]);
  return `${told} ${lines}`;
}

export function startReleasing(/** @type {any} */ store, /** @type {() => any} */ refresh) {
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-release]"));
  if (!button) return;
  const chosen = () => store.get().model?.routes.get(store.get().selected);

  button.addEventListener("click", async () => {
    const route = chosen();
    const question = interpolate(gettext("The warehouse starts to pick %s. What is picked is not planned anew."), [route.code]);
    if (!(await ask(question, interpolate(gettext("Release %s"), [route.code])))) return;
    act(() => send(`routes/${route.id}/release/`, {}), releaseWords, refresh);
  });
  store.on(["selected", "model"], () => {
    button.disabled = chosen()?.status !== "PLANNED";
  });
}
