// @ts-check
// The inbox of exceptions: what went wrong or is about to, the newest and worst on top.
import { icon, make, tagOf } from "lastmile/board/dom";

/** @import { Incident } from "./types.js" */

const ICONS = { LATE: "clock-alert", AT_RISK: "triangle-alert", NOT_DELIVERED: "package-x", SHORT_PICK: "package-open", SHORT_LOAD: "package-open", ROAD: "triangle-alert", CONFLICT: "info", NO_POSITION: "signal", LONG_STOP: "timer", LATE_DEPARTURE: "truck" };
const TABS = { open: ["OPEN", "ACKNOWLEDGED"], snoozed: ["SNOOZED"], closed: ["RESOLVED"] };

export function startInbox(/** @type {HTMLElement} */ board, /** @type {any} */ store, /** @type {(incident: Incident) => Node[]} */ acts) {
  const box = /** @type {HTMLElement} */ (board.querySelector("[data-inbox]"));
  const tabs = /** @type {HTMLElement[]} */ ([...board.querySelectorAll("[data-tab]")]);
  /** @type {Map<string, { look: string, card: HTMLElement }>} */
  const kept = new Map();

  const under = (/** @type {string} */ tab) => (store.get().model?.picture.incidents ?? []).filter((/** @type {Incident} */ one) => TABS[tab].includes(one.status));

  function show() {
    const { tab } = store.get(), shown = under(tab);
    for (const button of tabs) {
      const name = button.dataset.tab ?? "open";
      button.setAttribute("aria-pressed", String(name === tab));
      /** @type {HTMLElement} */ (button.querySelector("b")).textContent = String(under(name).length);
    }
    const cards = shown.map(card);
    const isSame = cards.length > 0 && cards.length === box.children.length && cards.every((one, at) => box.children[at] === one);
    if (!isSame) box.replaceChildren(...(cards.length ? cards : [none(tab)]));
    document.querySelectorAll("[data-inbox-count]").forEach((place) => (place.textContent = String(under("open").length)));
  }

  function card(/** @type {Incident} */ incident) {
    const { now } = store.get(), age = Math.max(0, Math.round((now - incident.raised) / 60));
    const look = JSON.stringify([incident, age]);
    const old = kept.get(incident.id);
    if (old?.look === look) return old.card;
    const route = store.get().model.routes.get(incident.route);
    const made = /** @type {HTMLElement} */ (make(
      "article",
      { class: `incident incident--${incident.severity.toLowerCase()}`, "data-incident": incident.id, "data-route": incident.route },
      make("header", {}, make("span", { class: "incident__icon" }, icon(ICONS[incident.kind] ?? "info")), make("h3", {}, incident.title), make("time", {}, interpolate(gettext("%s min"), [age]))),
      make("p", {}, route ? tagOf(route) : "", incident.text),
      make("div", { class: "incident__acts" }, ...acts(incident)),
    ));
    kept.set(incident.id, { look, card: made });
    return made;
  }

  function none(/** @type {string} */ tab) {
    const words = { open: gettext("Nothing needs you. What goes wrong appears here by itself."), snoozed: gettext("Nothing is snoozed."), closed: gettext("Nothing was closed today.") };
    return make("p", { class: "inbox__none" }, words[tab]);
  }

  function light() {
    const { selected } = store.get();
    for (const one of box.children) one.classList.toggle("is-chosen", Boolean(selected) && /** @type {HTMLElement} */ (one).dataset.route === selected);
  }

  const routeOf = (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.target).closest?.("[data-route]")?.getAttribute("data-route") ?? null;
  box.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("button, a") || !routeOf(event)) return;
    const incident = store.get().model.picture.incidents.find((/** @type {Incident} */ one) => one.id === /** @type {HTMLElement} */ (target.closest("[data-incident]")).dataset.incident);
    store.set({ selected: routeOf(event), card: incident?.stop ?? null });
  });
  box.addEventListener("mouseover", (event) => store.set({ hovered: routeOf(event) }));
  box.addEventListener("mouseleave", () => store.set({ hovered: null }));
  for (const button of tabs) button.addEventListener("click", () => store.set({ tab: button.dataset.tab }));
  for (const button of document.querySelectorAll("[data-inbox-toggle]")) button.addEventListener("click", () => board.classList.toggle("has-inbox"));
  store.on(["model", "tab", "now"], show);
  store.on(["model", "tab", "now", "selected"], light);
}
