// @ts-check
// One route in the list: code, driver, how far, when back, its stops as cells, its load, its pill.
import { icon, make, draw, hueOf, tagOf } from "lastmile/board/dom";
import { pillOf, progress } from "lastmile/board/ranking";
import { signed } from "lastmile/board/times";

/** @import { Route } from "./types.js" */

/** @param {Route} route @param {(s: number) => string} clock */
export function rowOf(route, clock) {
  const { done, all } = progress(route);
  const overtime = all > done ? Math.round((route.ends - route.shift) / 60) : 0;
  const back = interpolate(gettext("%s/%s · back %s"), [done, all, clock(route.ends)]);
  return make(
    "li",
    { class: "run", role: "option", id: `run-${route.id}`, "data-route": route.id, title: titleOf(route) },
    tagOf(route),
    make(
      "span",
      { class: "run__who" },
      make("strong", {}, make("span", {}, route.driver?.name ?? gettext("Nobody yet")), ...marks(route)),
      make("span", { class: "run__facts" }, back, overtime > 0 ? make("b", { class: "tone-risk" }, ` +${overtime}′`) : ""),
    ),
    make("span", { class: "run__bars" }, stripOf(route), loadOf(route)),
    pill(route),
  );
}

function titleOf(/** @type {Route} */ route) {
  return `${route.name} · ${route.vehicle} · ${route.driver?.name ?? gettext("Nobody yet")}`;
}

/** Small signs beside the name: changes that the driver was not sent, and a van that is not heard of. */
function marks(/** @type {Route} */ route) {
  const found = [];
  if (!route.driver) found.push(marked("user-x", gettext("Nobody drives this route yet")));
  if (route.sent < route.revision) found.push(marked("send", gettext("Not published")));
  if (route.sent && route.acknowledged < route.sent) found.push(marked("eye-off", gettext("The driver has not read the changes yet")));
  if (route.van?.stale) found.push(marked("signal", gettext("No position")));
  return found;
}

function marked(/** @type {string} */ name, /** @type {string} */ label) {
  return make("span", { class: "run__mark", role: "img", "aria-label": label, title: label }, icon(name));
}

function stripOf(/** @type {Route} */ route) {
  const cells = route.stops.filter((stop) => stop.state !== "break");
  const { done, all } = progress(route);
  const label = interpolate(gettext("%s of %s stops done"), [done, all]);
  return make("span", { class: `strip ${hueOf(route)}`, role: "img", "aria-label": label }, ...cells.map(({ state }) => make("i", { "data-state": state })));
}

function loadOf(/** @type {Route} */ route) {
  const level = route.percent > 100 ? "meter--over" : route.percent >= 95 ? "meter--full" : "";
  const bar = draw("svg", { class: `meter ${level}`, "aria-hidden": "true" }, draw("rect", { width: `${Math.min(100, route.percent)}%`, height: "100%", rx: 3 }));
  return make("span", { class: "run__load" }, bar, make("span", {}, gettext("load")), make("span", {}, `${route.percent} %`));
}

function pill(/** @type {Route} */ route) {
  const { tone, minutes, word } = pillOf(route);
  const words = { risk: gettext("at risk"), late: gettext("late"), onTime: gettext("on time"), waits: gettext("waits"), back: gettext("done"), minutes: "" };
  const text = minutes === null ? words[word] : word === "late" ? interpolate(gettext("%s′ late"), [minutes]) : `${signed(minutes)}′`;
  const said = minutes === null ? text : interpolate(gettext("%s minutes against the plan"), [signed(minutes)]);
  return make("span", { class: `pill pill--${tone}`, title: said }, text);
}
