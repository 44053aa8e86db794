// @ts-check
// One card of the inbox: what it is about, since when, whose it is, what helps, and what people wrote.
import { act, send } from "lastmile/board/acts";
import { icon, make, tagOf } from "lastmile/board/dom";

/** @import { Group } from "./inbox-groups.js" */

const ICONS = { LATE: "clock-alert", AT_RISK: "triangle-alert", NOT_DELIVERED: "package-x", SHORT_PICK: "package-open", SHORT_LOAD: "package-open", ROAD: "triangle-alert", CONFLICT: "info", NO_POSITION: "signal", LONG_STOP: "timer", LATE_DEPARTURE: "truck" };

/** @param {any} store @param {(s: number|null) => string} clock @param {any} remedies null for those who only look @param {() => any} refresh */
export function cardMaker(store, clock, remedies, refresh) {
  return function card(/** @type {Group} */ group, /** @type {boolean} */ isCurrent) {
    const { now, model } = store.get(), route = model.routes.get(group.route);
    const age = Math.max(0, Math.round((now - group.raised) / 60));
    return /** @type {HTMLElement} */ (make(
      "article",
      { class: `incident incident--${group.severity.toLowerCase()}`, "data-incident": group.key, "data-route": group.route, "aria-current": isCurrent ? "true" : null },
      make("header", {}, make("span", { class: "incident__icon" }, icon(ICONS[group.kind] ?? "info")), make("h3", {}, titleOf(group)), make("time", {}, ageWords(age))),
      make("p", {}, route ? tagOf(route) : "", ...facts(group, route), group.owner ? make("span", { class: "incident__owner" }, icon("user-check"), group.owner) : ""),
      group.incidents.length > 1 ? details(group, model) : "",
      comments(group),
      remedies && group.incidents[0].status !== "RESOLVED" ? remedies.shown(group, isCurrent) : "",
      remedies ? acts(group, isCurrent) : "",
    ));
  };

  function titleOf(/** @type {Group} */ { kind, incidents }) {
    const n = incidents.length;
    if (kind === "LATE") return interpolate(ngettext("%s stop late", "%s stops late", n), [n]);
    if (kind === "AT_RISK") return interpolate(ngettext("%s stop at risk", "%s stops at risk", n), [n]);
    return incidents[0].title;
  }

  function ageWords(/** @type {number} */ minutes) {
    return minutes < 90 ? interpolate(gettext("%s min"), [minutes]) : interpolate(gettext("%s h"), [Math.round(minutes / 60)]);
  }

  /** The sentence, or the worst of several; and work beyond the shift. */
  function facts(/** @type {Group} */ group, /** @type {any} */ route) {
    const worst = group.incidents[0], overtime = route && ["LATE", "AT_RISK"].includes(group.kind) ? Math.round((route.ends - route.shift) / 60) : 0;
    const found = [group.incidents.length > 1 ? interpolate(gettext("The worst: %s"), [worst.text]) : worst.text];
    if (worst.snoozed) found.push(interpolate(gettext("Again at %s."), [clock(worst.snoozed)]));
    return [...found, overtime > 0 ? make("b", { class: "tone-risk" }, interpolate(gettext("%s min overtime"), [overtime])) : ""];
  }

  function details(/** @type {Group} */ group, /** @type {any} */ model) {
    const rows = group.incidents.map((one) => {
      const stop = model.stops.get(one.stop), who = stop?.orders.map((/** @type {any} */ order) => order.who).join(", ") ?? "";
      return make("li", {}, make("button", { class: "link", type: "button", onclick: () => store.set({ selected: group.route, card: one.stop }) }, one.text, " ", who));
    });
    return make("details", { class: "incident__stops" }, make("summary", {}, gettext("Each stop")), make("ul", {}, ...rows));
  }

  function comments(/** @type {Group} */ group) {
    const written = group.incidents.flatMap((one) => one.comments);
    return written.length ? make("ul", { class: "incident__comments" }, ...written.map((one) => make("li", {}, make("b", {}, one.by || gettext("Somebody")), make("time", {}, clock(one.at)), one.text))) : "";
  }

  function acts(/** @type {Group} */ group, /** @type {boolean} */ isCurrent) {
    const { status } = group.incidents[0], ids = group.incidents.map(({ id }) => id);
    const key = (/** @type {string} */ name) => (isCurrent ? make("kbd", {}, name.toUpperCase()) : "");
    const button = (/** @type {string} */ name, /** @type {string} */ letter, /** @type {string} */ words, solid = false) =>
      make("button", { class: `button button--small${solid ? " button--solid" : ""}`, type: "button", "data-key": isCurrent ? letter : null, onclick: () => act(() => send("incidents/act/", { ids, act: name }), () => words, refresh) }, words, key(letter));
    if (status === "RESOLVED") return make("div", { class: "incident__acts" }, make("button", { class: "button button--small", type: "button", onclick: () => act(() => send(`incidents/${ids[0]}/reopen/`, {}), () => gettext("Opened again"), refresh) }, gettext("Open again")));
    const found = group.isTaken ? [] : [button("acknowledge", "o", gettext("I am on it"))];
    found.push(button("resolve", "e", gettext("Resolve"), group.isTaken), button("snooze", "s", gettext("Snooze 15 min")));
    return make("div", { class: "incident__acts" }, ...found, isCurrent ? writer(ids[0]) : "");
  }

  /** A line to write in; Enter keeps it. */
  function writer(/** @type {string} */ id) {
    const field = /** @type {HTMLInputElement} */ (make("input", { class: "input incident__write", maxlength: 1000, placeholder: gettext("Write a comment"), "aria-label": gettext("Write a comment"), autocomplete: "off" }));
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape") field.blur();
      if (event.key !== "Enter" || !field.value.trim()) return;
      event.preventDefault();
      const text = field.value.trim();
      act(() => send(`incidents/${id}/comment/`, { text }), () => gettext("Comment kept"), refresh);
      field.value = "";
    });
    return field;
  }
}
