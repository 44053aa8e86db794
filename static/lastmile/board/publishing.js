// @ts-check
// Compare and publish: the plan that drivers have beside the one on the board in six numbers, every stop that they
// would find changed, and who hears. Nobody hears before the second press.
import { act, read, send } from "lastmile/board/acts";
import { make, tagOf } from "lastmile/board/dom";
import { clockOf, kilometres, signed } from "lastmile/board/times";

/** @param {any} store @param {{ site: string|undefined, day: string|undefined, zone: string }} board @param {() => any} refresh @param {(error: any) => null} told */
export function startPublishing(store, { site, day, zone }, refresh, told) {
  const dialog = /** @type {HTMLDialogElement} */ (document.querySelector("#compare-dialog")), clock = clockOf(zone);
  const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (dialog.querySelector(`[data-${name}]`));
  const yes = /** @type {HTMLButtonElement} */ (part("publish-yes"));
  /** @type {any} */
  let found = null;

  async function open() {
    found = await read(`board/changes/?${new URLSearchParams(/** @type {any} */ ({ site, day }))}`).catch(told);
    if (!found) return;
    const routes = Object.keys(found.revisions).length;
    part("numbers").replaceChildren(...numbers(found));
    part("heard").textContent = heardWords(found);
    part("changes").replaceChildren(...changes(found));
    yes.disabled = !routes;
    yes.textContent = routes ? interpolate(ngettext("Publish %s route", "Publish %s routes", routes), [routes]) : gettext("Everything is published.");
    dialog.showModal();
  }

  function numbers(/** @type {any} */ { live, draft }) {
    const hours = (/** @type {number} */ seconds) => (seconds / 3600).toFixed(1), moment = (/** @type {string|null} */ at) => (at ? clock(Date.parse(at) / 1000) : "–");
    const row = (/** @type {string} */ name, /** @type {string} */ was, /** @type {string} */ now, /** @type {number} */ by, unit = "") =>
      make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, was), make("td", {}, now), make("td", { class: by ? "is-changed" : "" }, by ? `${signed(by)}${unit}` : "="));
    return [
      row(gettext("Stops"), String(live.stops), String(draft.stops), draft.stops - live.stops),
      row(gettext("Late stops"), String(live.late), String(draft.late), draft.late - live.late),
      row(gettext("Distance, km"), kilometres(live.metres), kilometres(draft.metres), Number(((draft.metres - live.metres) / 1000).toFixed(1))),
      row(gettext("On the road, h"), hours(live.seconds), hours(draft.seconds), Number(((draft.seconds - live.seconds) / 3600).toFixed(1))),
      row(gettext("Cost"), (live.cost_minor / 100).toFixed(0), (draft.cost_minor / 100).toFixed(0), Math.round((draft.cost_minor - live.cost_minor) / 100)),
      row(gettext("Last van back"), moment(live.last_back), moment(draft.last_back), live.last_back && draft.last_back ? Math.round((Date.parse(draft.last_back) - Date.parse(live.last_back)) / 60_000) : 0, " min"),
    ];
  }

  function heardWords(/** @type {any} */ { drivers, recipients, without_driver: nobody }) {
    const who = interpolate(ngettext("%s driver", "%s drivers", drivers), [drivers]), people = interpolate(ngettext("%s recipient", "%s recipients", recipients), [recipients]);
    const heard = interpolate(gettext("%s and %s will hear of it."), [who, people]);
    return nobody.length ? `${heard} ${interpolate(gettext("Nobody drives yet: %s."), [nobody.join(", ")])}` : heard;
  }

  const tag = (/** @type {string|null} */ id) => {
    const route = store.get().model.routes.get(id);
    return route ? tagOf(route) : "";
  };
  const time = (/** @type {string|null} */ at) => (at ? clock(Date.parse(at) / 1000) : "");

  function changes(/** @type {any} */ { stops, new: fresh }) {
    const whole = fresh.map((/** @type {string} */ id) => make("li", {}, tag(id), gettext("published for the first time")));
    return [...whole, ...stops.map((/** @type {any} */ one) => make("li", {}, tag(one.route), make("span", {}, one.who), make("small", {}, ...changeWords(one))))];
  }

  function changeWords(/** @type {any} */ one) {
    const now = interpolate(gettext("stop %s at %s"), [one.sequence, time(one.arrives_at)]);
    if (one.kind === "ADDED") return [interpolate(gettext("new: %s"), [now])];
    if (one.kind === "REMOVED") return [gettext("taken out")];
    if (one.kind === "TRANSFERRED") return [gettext("from"), " ", tag(one.was_route), " ", now];
    return [interpolate(gettext("%s, was stop %s at %s"), [now, one.was, time(one.was_at)])];
  }

  yes.addEventListener("click", () => {
    dialog.close();
    const routes = Object.keys(found.revisions).length;
    act(() => send("board/publish/", { revisions: found.revisions }), () => interpolate(ngettext("%s route published", "%s routes published", routes), [routes]), refresh);
  });
  document.querySelector("[data-publish]")?.addEventListener("click", open);
}
