// One stop: notes before the bell is rung, parcels to scan, and how it ends.
import { h, icon } from "pod/driver/dom";
import { t } from "pod/driver/words";
import { button, dock, heading, linkButton, note } from "pod/driver/parts";
import { addressLine, callLink, navigationLink, tail, townLine, weight } from "pod/driver/show";
import { ending, eta } from "pod/driver/screens/said";

/** The screen of a stop. Several deliveries at one door stand one below the other. */
export function stopScreen(app, stop) {
  const open = stop.tasks.filter((task) => task.status === "OPEN");
  const task = open.find((one) => one.id === app.chosen) ?? open[0] ?? null;
  return {
    title: stop.kind === "DELIVER" ? t("stop_n", { number: stop.sequence }) : t("break"),
    back: "",
    body: [place(app, stop), stop.tasks.map((one) => delivery(app, stop, one, one === task, open.length > 1))],
    dock: app.route.status !== "DEPARTED" ? null : task ? ways(app, stop, task) : stop.kind === "DELIVER" ? null : breakWay(app, stop),
  };
}

function place(app, stop) {
  if (!stop.address) return null;
  const way = navigationLink(stop);
  const phone = stop.tasks.map((task) => callLink(task.phone)).find(Boolean);
  const notes = [...new Set(stop.tasks.map((task) => task.instructions).filter(Boolean))];
  return h(
    "article.dr-card",
    h(
      ".dr-top.dr-top--start",
      h("div", h("p.dr-big", { dir: "auto" }, addressLine(stop.address)), h("p.dr-sub", { dir: "auto" }, townLine(stop.address))),
      eta(stop, app.zone),
    ),
    notes.map((text) => note(text)),
    (way || phone) &&
      h(".dr-actions", way && linkButton(t("navigate"), "navigation", way), phone && linkButton(t("call"), "phone", phone)),
  );
}

function delivery(app, stop, task, isChosen, isOneOfMany) {
  const visit = task.visits.at(-1);
  const draft = app.draftOf(task);
  const scanned = task.parcels.filter((parcel) => draft.scans.has(parcel.sscc)).length;
  return h(
    "section.dr-delivery",
    { "data-chosen": isChosen && isOneOfMany ? "" : null },
    heading(h("span", { dir: "auto" }, task.recipient), task.order),
    visit && h("p.dr-ended", icon(visit.outcome === "FAILED" ? "circle-x" : "circle-check"), ending(app, visit)),
    isOneOfMany && !isChosen && task.status === "OPEN" && button(t("this_one"), "hand", () => app.choose(task)),
    h(
      ".dr-list",
      task.parcels.map((parcel) => parcelRow(app, task, parcel, draft)),
      task.lines.map((line) => h(".dr-row.dr-row--flat", h("span.dr-count", t("times", { n: line.quantity })), h("span.dr-row__what", h("b", { dir: "auto" }, line.name), h("small", line.sku)))),
    ),
    task.parcels.length > 0 && task.status === "OPEN" && h("p.dr-sub", t("scanned_of", { scanned, n: task.parcels.length })),
    task.minimum_age > 0 && note(t("age_note", { age: task.minimum_age }), "id-card"),
  );
}

function parcelRow(app, task, parcel, draft) {
  const isScanned = draft.scans.has(parcel.sscc);
  return h(
    ".dr-row.dr-row--flat",
    { "data-scanned": isScanned ? "" : null },
    h("span.dr-tick", icon("check")),
    h("span.dr-row__what", h("b", tail(parcel.sscc)), h("small", [weight(parcel.weight_g), isScanned && t("scanned")].filter(Boolean).join(" · "))),
    task.status === "OPEN" && h("button.dr-small", { type: "button", onclick: () => app.toggleScan(task, parcel.sscc), "aria-pressed": String(isScanned) }, t(isScanned ? "not_this" : "in_hand")),
  );
}

function ways(app, stop, task) {
  if (stop.status !== "ARRIVED") {
    return dock(
      button(t("cant_deliver"), "circle-x", () => app.go(`fail/${task.id}`), { kind: "bad" }),
      button(t("im_here"), "map-pin", () => app.arrive(stop), { kind: "primary" }),
    );
  }
  return dock(
    button(t("scan"), "scan-barcode", () => app.openCamera()),
    button(t("cant_deliver"), "circle-x", () => app.go(`fail/${task.id}`), { kind: "bad" }),
    button(t("only_part"), "split", () => app.go(`part/${task.id}`)),
    button(t("later"), "rotate-ccw", () => app.skip(stop)),
    button(app.deliverLabel(task), "package-check", () => app.go(`deliver/${task.id}`), { kind: "primary" }),
  );
}

function breakWay(app, stop) {
  return stop.status === "DONE" ? null : dock(button(t("break_taken"), "check", () => app.rest(stop), { kind: "primary" }));
}
