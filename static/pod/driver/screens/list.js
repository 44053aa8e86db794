// The route: what comes next with the one big button, what comes then, what is done.
import { h, icon } from "pod/driver/dom";
import { t } from "pod/driver/words";
import { openTasks, toCome, undoable } from "pod/driver/overlay";
import { button, heading, linkButton } from "pod/driver/parts";
import { addressLine, callLink, clock, distance, navigationLink } from "pod/driver/show";
import { changesBanner } from "pod/driver/screens/changes";
import { progress } from "pod/driver/screens/progress";
import { ending, eta, facts, names, parcels } from "pod/driver/screens/said";

/** The screen of one route. */
export function listScreen(app) {
  const { route } = app;
  const coming = toCome(route);
  const over = route.stops.filter((stop) => stop.status === "DONE").reverse();
  return {
    title: route.code,
    under: progress(route, app),
    body: [
      changesBanner(app),
      beforeLeaving(app),
      route.status === "DEPARTED" && (coming.length ? nextStop(app, coming[0]) : allDone(app)),
      route.status === "RETURNED" && back(app),
      rest(app, route.status === "DEPARTED" ? coming.slice(1) : coming),
      over.length > 0 && [heading(t("done"), over.length), h(".dr-list", over.map((stop) => doneRow(app, stop)))],
    ],
    safeToLeave: true,
  };
}

function beforeLeaving(app) {
  const { route } = app;
  if (!["PLANNED", "RELEASED"].includes(route.status)) return null;
  const loaded = route.load.filter((unit) => unit.loaded).length;
  return h(
    "article.dr-card",
    h("p.dr-big", t("leaves_at", { time: clock(route.starts_at, app.zone) })),
    h("p.dr-sub", `${route.vehicle.code} ${route.vehicle.plate}`.trim(), " · ", t("loaded_of", { loaded, n: route.load.length })),
    h(
      ".dr-actions",
      button(t(route.checked ? "check_again" : "check_load"), "clipboard-check", () => app.go("load"), { kind: route.checked ? "" : "primary" }),
      app.mayStart && button(t("start_route"), "play", () => app.startRoute(), { kind: route.checked ? "primary" : "" }),
    ),
  );
}

function nextStop(app, stop) {
  if (stop.kind !== "DELIVER") return breakCard(app, stop);
  const { zone } = app;
  const phone = stop.tasks.map((task) => callLink(task.phone)).find(Boolean);
  const way = navigationLink(stop);
  const isHere = stop.status === "ARRIVED";
  return h(
    "article.dr-card.dr-card--next",
    h(".dr-top", h("span.dr-number", String(stop.sequence)), h("span.dr-sub", t("next_stop", { distance: distance(stop.metres) })), eta(stop, zone)),
    h("p.dr-big", { dir: "auto" }, addressLine(stop.address)),
    h("p.dr-sub", { dir: "auto" }, names(stop)),
    h(".dr-facts", facts(app, stop)),
    h(
      ".dr-actions",
      isHere
        ? button(t("go_on"), "chevron-right", () => app.go(`stop/${stop.id}`), { kind: "primary" })
        : button(t("im_here"), "map-pin", () => app.arrive(stop), { kind: "primary" }),
      way && linkButton(t("navigate"), "navigation", way),
      phone && linkButton(t("call"), "phone", phone),
    ),
  );
}

function breakCard(app, stop) {
  const minutes = Math.round((stop.seconds ?? 0) / 60);
  return h(
    "article.dr-card",
    h(".dr-top", h("span.dr-number", icon("coffee")), h("span.dr-sub", t("break")), eta(stop, app.zone)),
    h("p.dr-big", t("break_of", { n: minutes })),
    h(".dr-actions", button(t("break_taken"), "check", () => app.rest(stop), { kind: "primary" })),
  );
}

function allDone(app) {
  const open = openTasks(app.route).length;
  return h(
    "article.dr-card",
    h("p.dr-big", t(open ? "some_open" : "all_done", { n: open })),
    h(".dr-actions", button(t("end_route"), "flag", () => app.go("end"), { kind: "primary" })),
  );
}

function back(app) {
  return h("article.dr-card", h("p.dr-big", t("youre_back")), h(".dr-actions", button(t("whats_left"), "package", () => app.go("end"))));
}

function rest(app, stops) {
  if (!stops.length) return null;
  const isOut = app.route.status === "DEPARTED";
  return [
    heading(t(isOut ? "then" : "stops"), t("stops_n", { n: stops.length })),
    h(".dr-list", stops.map((stop) => row(app, stop))),
    isOut && button(t("end_route"), "flag", () => app.go("end")),
  ];
}

function row(app, stop) {
  const isDoor = stop.kind === "DELIVER";
  const skipped = stop.status === "SKIPPED";
  return h(
    "button.dr-row",
    { type: "button", onclick: () => app.go(`stop/${stop.id}`) },
    h("span.dr-number.dr-number--soft", isDoor ? String(stop.sequence) : icon("coffee")),
    h(
      "span.dr-row__what",
      h("b", { dir: "auto" }, isDoor ? addressLine(stop.address) : t("break")),
      h("small", { dir: "auto" }, isDoor ? `${names(stop)} · ${parcels(stop)}` : ""),
      skipped && h("small.dr-later", icon("rotate-ccw"), t("passed_by")),
    ),
    eta(stop, app.zone),
  );
}

function doneRow(app, stop) {
  const failed = stop.tasks.some((task) => task.status === "FAILED");
  const visit = stop.tasks.flatMap((task) => task.visits).at(-1);
  const mine = undoable(app.day.acts, Date.now()).filter((act) => stop.tasks.some((task) => task.id === act.subject));
  const isUnsent = stop.tasks.some((task) => task.visits.some((one) => one.mine && !app.isSent(one.command)));
  return h(
    ".dr-row.dr-row--done",
    h(`span.dr-mark${failed ? ".dr-mark--failed" : ""}`, icon(failed ? "circle-x" : "circle-check")),
    h(
      "button.dr-row__what",
      { type: "button", onclick: () => app.go(`stop/${stop.id}`) },
      h("b", { dir: "auto" }, stop.kind === "DELIVER" ? addressLine(stop.address) : t("break")),
      h("small", { dir: "auto" }, visit ? ending(app, visit) : ""),
    ),
    mine.length
      ? h("button.dr-undo", { type: "button", onclick: () => app.undo(mine.at(-1)) }, icon("undo-2"), t("undo"))
      : h("span.dr-time", h("b", clock(visit?.occurred_at ?? stop.departed_at, app.zone)), h("small", t(isUnsent ? "saved" : "sent"))),
  );
}
