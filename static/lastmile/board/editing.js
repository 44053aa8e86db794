// @ts-check
// Undo, redo, publish, and another driver.
import { act, read, Refusal, send } from "lastmile/board/acts";
import { make } from "lastmile/board/dom";
import { startPublishing } from "lastmile/board/publishing";
import { toast } from "staff/toast";

export function startEditing(/** @type {HTMLElement} */ board, /** @type {any} */ store, /** @type {() => any} */ refresh) {
  const day = { site: board.dataset.site, day: board.dataset.day };
  const button = (/** @type {string} */ name) => /** @type {HTMLButtonElement} */ (document.querySelector(`[data-${name}]`));

  for (const name of ["undo", "redo"]) button(name).addEventListener("click", () => act(() => send(`board/${name}/`, day), (answer) => answer.note, refresh));
  document.addEventListener("keydown", (event) => {
    const isTyping = /** @type {HTMLElement} */ (event.target).matches?.("input, textarea, select");
    if (isTyping || document.querySelector("dialog[open]") || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    button(event.shiftKey ? "redo" : "undo").click();
  });
  store.on(["model"], ({ model }) => {
    const titles = { undo: gettext("Take back: %s"), redo: gettext("Make again: %s") };
    for (const [name, words] of Object.entries(titles)) {
      const what = model.picture.edits[name];
      button(name).disabled = !what;
      if (what) button(name).title = interpolate(words, [what]);
    }
  });

  startPublishing(store, { ...day, zone: board.dataset.zone ?? "UTC" }, refresh, tellRefusal);

  store.on(["model"], ({ model }) => {
    const waiting = [...model.routes.values()].filter((route) => route.sent < route.revision && ["PLANNED", "RELEASED", "DEPARTED"].includes(route.status)).length;
    const publish = button("publish");
    publish.disabled = !waiting;
    /** @type {HTMLElement} */ (publish.querySelector("span")).textContent = waiting ? interpolate(gettext("Publish %s"), [waiting]) : gettext("Published");
  });
  startDriver(store, refresh);
}

function tellRefusal(/** @type {any} */ error) {
  toast({ text: error instanceof Refusal ? error.message : gettext("No connection"), tone: "late" });
  return null;
}

/** The chosen route's driver: those who can are offered, the others say why not. */
function startDriver(/** @type {any} */ store, /** @type {() => any} */ refresh) {
  const opener = /** @type {HTMLButtonElement} */ (document.querySelector("[data-driver]"));
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("#driver-dialog"));
  const list = /** @type {HTMLElement} */ (dialog.querySelector("[data-drivers]"));

  opener.addEventListener("click", async () => {
    const route = store.get().model.routes.get(store.get().selected);
    const found = route && (await read(`board/routes/${route.id}/driver/`).catch(tellRefusal));
    if (!found) return;
    const choices = [...found.drivers, { id: null, name: gettext("Nobody"), obstacle: "" }];
    list.replaceChildren(...choices.map((choice) => option(route, choice)));
    dialog.showModal();
  });

  function option(/** @type {any} */ route, /** @type {any} */ { id, name, obstacle }) {
    const isNow = (route.driver?.id ?? null) === id;
    const assign = () => {
      dialog.close();
      act(() => send(`board/routes/${route.id}/driver/`, { driver: id, revision: route.revision }), (answer) => answer.note, refresh);
    };
    const words = obstacle ? make("small", {}, obstacle) : isNow ? make("small", {}, gettext("drives it now")) : "";
    return make("li", {}, make("button", { class: "button button--ghost button--wide", type: "button", disabled: Boolean(obstacle) || isNow, onclick: assign }, name, words));
  }

  store.on(["selected", "model"], ({ selected, model }) => {
    const route = model?.routes.get(selected);
    opener.disabled = !route || !["PLANNED", "RELEASED"].includes(route.status);
  });
}
