// @ts-check
// What can be done about a late route, with its price. Each is a trial of the server's; applying it runs the same
// again, and is refused when it no longer keeps what it promised.
import { act, read, send } from "lastmile/board/acts";
import { icon, make } from "lastmile/board/dom";
import { signed } from "lastmile/board/times";

const MOST_AT_ONCE = 6;
const ABOUT = new Set(["LATE", "LATE_DEPARTURE"]);

/** @param {any} store @param {() => any} refresh @param {(key: string) => void} changed called when a price has come */
export function remedyKeeper(store, refresh, changed) {
  /** @type {Map<string, { look: string, found: any[]|null }>} */
  const kept = new Map();
  let isAsking = false;
  /** @type {{ key: string, look: string, route: string }[]} */
  let waiting = [];

  /** What the price of a card stands on: another revision or other stops, another price. */
  function lookOf(/** @type {any} */ group) {
    const route = store.get().model.routes.get(group.route);
    return `${route?.revision} ${route?.status} ${group.incidents.map((/** @type {any} */ one) => one.id).join()}`;
  }

  /** The remedies of a card; null while they are not known, empty where there are none. */
  function of(/** @type {any} */ group) {
    if (!ABOUT.has(group.kind) || !store.get().model.routes.has(group.route)) return [];
    const look = lookOf(group), old = kept.get(group.key);
    if (old?.look === look) return old.found;
    if (!waiting.some((one) => one.key === group.key && one.look === look) && waiting.length < MOST_AT_ONCE) {
      waiting.push({ key: group.key, look, route: group.route });
      ask();
    }
    return old?.found ?? null;
  }

  async function ask() {
    if (isAsking) return;
    isAsking = true;
    while (waiting.length) {
      const [{ key, look, route }] = waiting;
      const found = await read(`board/routes/${route}/remedies/`).then((answer) => answer.remedies, () => []);
      waiting = waiting.slice(1);
      kept.set(key, { look, found });
      changed(key);
    }
    isAsking = false;
  }

  function apply(/** @type {any} */ group, /** @type {any} */ remedy) {
    const body = { kind: remedy.kind, late_after: remedy.late_after };
    return act(() => send(`board/routes/${group.route}/remedies/`, body), (answer) => answer.note, refresh);
  }

  /** @returns {HTMLElement|null} */
  function shown(/** @type {any} */ group, /** @type {boolean} */ isCurrent) {
    const found = of(group);
    if (found === null) return make("p", { class: "remedy__wait" }, gettext("Trying what would help …"));
    if (!found.length) return null;
    const [best, ...others] = found;
    const button = (/** @type {any} */ one, /** @type {any} */ attributes, /** @type {any[]} */ ...words) => make("button", { type: "button", onclick: () => apply(group, one), ...attributes }, ...words);
    return make("div", { class: "remedy" },
      make("header", {}, icon("zap"), make("b", {}, best.words), make("span", { class: "pill pill--ok" }, gettext("best"))),
      figures(best),
      make("div", { class: "remedy__acts" },
        button(best, { class: "button button--small button--solid", "data-key": isCurrent ? "a" : null }, gettext("Apply"), isCurrent ? make("kbd", {}, "A") : ""),
        ...others.map((one) => button(one, { class: "button button--small", title: priceWords(one) }, one.words))));
  }

  return { shown, lookOf: (/** @type {any} */ group) => JSON.stringify(kept.get(group.key)?.found ?? null) };
}

/** Late stops before and after, time and length: what one looks at before one agrees. */
function figures(/** @type {any} */ one) {
  const figure = (/** @type {string} */ name, /** @type {any[]} */ ...value) => make("div", {}, make("dt", {}, name), make("dd", {}, ...value));
  return make("dl", { class: "remedy__figures" },
    figure(gettext("Late stops"), make("s", {}, String(one.late)), " ", make("b", {}, String(one.late_after))),
    figure(gettext("On the road"), `${signed(Math.round(one.added_seconds / 60))} min`),
    figure(gettext("Distance"), `${signed(Number((one.added_metres / 1000).toFixed(1)))} km`),
    one.added_overtime > 59 ? figure(gettext("Overtime"), `+${Math.ceil(one.added_overtime / 60)} min`) : null,
    one.handled_again ? figure(gettext("Handled again"), String(one.handled_again)) : null,
    one.told ? figure(gettext("Will hear"), String(one.told)) : null);
}

function priceWords(/** @type {any} */ one) {
  return interpolate(gettext("late %s → %s, %s min, %s km"), [one.late, one.late_after, signed(Math.round(one.added_seconds / 60)), signed(Number((one.added_metres / 1000).toFixed(1)))]);
}
