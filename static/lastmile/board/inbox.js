// @ts-check
// The inbox of exceptions: the gravest on top, one card per route and trouble, each with what would help. One card
// is the current one: its buttons have the keys A, O, E and S.
import { make } from "lastmile/board/dom";
import { cardMaker } from "lastmile/board/inbox-card";
import { groupsOf } from "lastmile/board/inbox-groups";
import { remedyKeeper } from "lastmile/board/remedies";

/** @import { Incident } from "./types.js" */

const TABS = { open: ["OPEN", "ACKNOWLEDGED"], snoozed: ["SNOOZED"], closed: ["RESOLVED"] };

/** @param {HTMLElement} board @param {any} store @param {(s: number|null) => string} clock @param {(() => any)|null} refresh null for those who only look */
export function startInbox(board, store, clock, refresh) {
  const box = /** @type {HTMLElement} */ (board.querySelector("[data-inbox]"));
  const tabs = /** @type {HTMLElement[]} */ ([...board.querySelectorAll("[data-tab]")]);
  const remedies = refresh ? remedyKeeper(store, refresh, () => show()) : null;
  const card = cardMaker(store, clock, remedies, refresh ?? (() => {}));
  /** @type {Map<string, { look: string, card: HTMLElement }>} */
  const kept = new Map();

  const under = (/** @type {string} */ tab) => groupsOf((store.get().model?.picture.incidents ?? []).filter((/** @type {Incident} */ one) => TABS[tab].includes(one.status)), tab === "closed");
  const currentOf = (/** @type {any[]} */ groups) => groups.find(({ key }) => key === store.get().incident)?.key ?? groups[0]?.key;

  function show() {
    const { tab } = store.get(), groups = under(tab), current = currentOf(groups);
    for (const button of tabs) {
      const name = button.dataset.tab ?? "open";
      button.setAttribute("aria-pressed", String(name === tab));
      /** @type {HTMLElement} */ (button.querySelector("b")).textContent = String(under(name).length);
    }
    const cards = groups.map((group) => keptCard(group, group.key === current));
    const isSame = cards.length > 0 && cards.length === box.children.length && cards.every((one, at) => box.children[at] === one);
    if (!isSame) box.replaceChildren(...(cards.length ? cards : [none(tab)]));
    document.querySelectorAll("[data-inbox-count]").forEach((place) => (place.textContent = String(under("open").length)));
    light();
  }

  /** A card that looks as before stays; so does one in which somebody is writing. */
  function keptCard(/** @type {any} */ group, /** @type {boolean} */ isCurrent) {
    const { now, model } = store.get(), route = model.routes.get(group.route);
    const look = JSON.stringify([group, isCurrent, Math.floor((now - group.raised) / 60), route?.revision, route?.ends, remedies?.lookOf(group)]);
    const old = kept.get(group.key), field = /** @type {HTMLInputElement|null} */ (old?.card.querySelector("input:focus") ?? null);
    if (old && (old.look === look || field?.value)) return old.card;
    const made = card(group, isCurrent), wasOpen = old?.card.querySelector("details")?.open;
    if (wasOpen) made.querySelector("details")?.setAttribute("open", "");
    if (field) requestAnimationFrame(() => made.querySelector("input")?.focus());
    kept.set(group.key, { look, card: made });
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

  /** The next or previous card is the current one, and its route is shown. */
  function step(/** @type {number} */ by) {
    const groups = under(store.get().tab), at = groups.findIndex(({ key }) => key === currentOf(groups));
    const next = groups[Math.min(Math.max(at + by, 0), groups.length - 1)];
    if (!next) return;
    store.set({ incident: next.key, selected: next.route ?? store.get().selected });
    requestAnimationFrame(() => box.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" }));
  }

  const cardAt = (/** @type {Event} */ event) => /** @type {HTMLElement|null} */ (/** @type {HTMLElement} */ (event.target).closest?.("[data-incident]"));
  box.addEventListener("click", (event) => {
    const target = /** @type {HTMLElement} */ (event.target), found = cardAt(event);
    if (!found) return;
    const group = under(store.get().tab).find(({ key }) => key === found.dataset.incident);
    store.set({ incident: found.dataset.incident });
    if (!target.closest("button, a, input, summary") && group?.route) store.set({ selected: group.route, card: group.incidents[0].stop });
  });
  box.addEventListener("focusin", (event) => cardAt(event) && store.set({ incident: cardAt(event)?.dataset.incident }));
  box.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.target !== box) return;
    event.preventDefault();
    step(by);
  });
  box.addEventListener("mouseover", (event) => store.set({ hovered: cardAt(event)?.dataset.route ?? null }));
  box.addEventListener("mouseleave", () => store.set({ hovered: null }));
  for (const button of tabs) button.addEventListener("click", () => (store.set({ tab: button.dataset.tab }), box.focus({ preventScroll: true })));
  for (const button of document.querySelectorAll("[data-inbox-toggle]")) button.addEventListener("click", () => board.classList.toggle("has-inbox"));
  store.on(["model", "tab", "now", "incident"], show);
  store.on(["selected"], light);
}
