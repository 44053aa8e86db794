// The end of the route: what nobody told yet, what is still in the van, and back.
import { h, icon } from "pod/driver/dom";
import { t } from "pod/driver/words";
import { openTasks } from "pod/driver/overlay";
import { button, dock, heading, note } from "pod/driver/parts";
import { tail } from "pod/driver/show";

/** The last screen of a route. */
export function endScreen(app) {
  const { route } = app;
  const open = openTasks(route);
  const left = stillAboard(route);
  const isOut = route.status === "DEPARTED";
  return {
    title: t("end_route"),
    back: "",
    body: [
      open.length > 0 && [note(t("open_first", { n: open.length }), "triangle-alert"), h(".dr-list", open.map((task) => h(".dr-row.dr-row--flat", h("span.dr-row__what", h("b", { dir: "auto" }, task.recipient), h("small", task.order)))))],
      heading(t("in_the_van"), left.length),
      left.length ? h(".dr-list", left.map(row)) : h("p.dr-sub", t("van_empty")),
      left.length > 0 && h("p.dr-sub", t("bring_back")),
    ],
    dock: isOut
      ? dock(
          open.length > 0 && button(t("out_of_time"), "clock-alert", () => app.failRest(open)),
          button(t("im_back"), "flag", () => app.finish(), { kind: "primary", disabled: open.length > 0 }),
        )
      : null,
  };
}

/** By the server's last word, without what this phone handed over since. */
function stillAboard(route) {
  const gone = new Set(
    route.stops.flatMap((stop) => stop.tasks).filter((task) => task.visits.some((visit) => visit.mine && visit.outcome === "DELIVERED" && !visit.partial)).map((task) => task.order),
  );
  return route.left.filter((one) => !gone.has(one.order));
}

function row(one) {
  return h(
    ".dr-row.dr-row--flat",
    h("span.dr-count", t("times", { n: one.quantity })),
    h("span.dr-row__what", h("b", { dir: "auto" }, one.name), h("small", { dir: "auto" }, [one.recipient, one.sscc && tail(one.sscc)].filter(Boolean).join(" · "))),
    one.status !== "AVAILABLE" && h("span.dr-fact.dr-fact--risk", icon("triangle-alert"), t(`stock_${one.status}`)),
  );
}
