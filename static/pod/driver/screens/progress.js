// How far the route is: one cell per stop, minutes against the plan, the way back.
import { h } from "pod/driver/dom";
import { toCome } from "pod/driver/overlay";
import { clock, expected } from "pod/driver/show";
import { t } from "pod/driver/words";

/** The strip under the title. */
export function progress(route, { zone }) {
  const over = route.stops.filter((stop) => stop.status === "DONE").length;
  const next = toCome(route)[0];
  const shift = next ? Math.round((Date.parse(expected(next)) - Date.parse(next.planned_at)) / 60_000) : 0;
  const cells = route.stops.map((stop) => {
    const failed = stop.tasks.some((task) => task.status === "FAILED");
    const state = stop.status === "DONE" ? (failed ? "failed" : "done") : stop === next ? "next" : "";
    return h("i", { "data-state": state });
  });
  return h(
    ".dr-progress",
    h(".dr-strip", { "aria-hidden": "true" }, cells),
    h(
      ".dr-figures",
      h("span", t("of_stops", { done: over, n: route.stops.length })),
      shift !== 0 && h("span", t(shift > 0 ? "behind" : "ahead", { n: Math.abs(shift) })),
      h("span", t("back_at", { time: clock(route.ends_at, zone) })),
    ),
  );
}
