// How a visit ends: delivered, a part of it, not delivered. One screen each, one button to confirm.
import { h } from "pod/driver/dom";
import { t } from "pod/driver/words";
import { button, chips, dock, heading } from "pod/driver/parts";
import { dueFor, missing } from "pod/driver/due";
import { isPartial, stepped, wholeLines, withSerial } from "pod/driver/lines";
import { proofTools } from "pod/driver/screens/proofs";

const PICTURES = { NOT_HOME: "house", REFUSED: "hand", WRONG_ADDRESS: "map-pin-off", NO_ACCESS: "door-open", CLOSED: "lock", DAMAGED: "package-x", MISSING: "package-search", OUT_OF_TIME: "clock-alert", OTHER: "ellipsis" };

/** Hand over: to whom, and what shows it. */
export function deliverScreen(app, stop, task) {
  const draft = app.draftOf(task);
  const partial = draft.lines !== null;
  const due = dueFor(app.document, task, { outcome: partial ? "PARTIAL" : "DELIVERED", way: draft.handOver });
  const pick = (value) => {
    draft.handOver = value;
    app.render();
  };
  return {
    title: task.recipient,
    back: partial ? `part/${task.id}` : `stop/${stop.id}`,
    step: 2,
    body: [
      partial && h("p.dr-sub", t("part_of_it")),
      chips(t("to_whom"), app.document.words.hand_overs, draft.handOver, pick),
      proofTools(app, task, due, draft),
    ],
    dock: confirm(app, due, draft, t(partial ? "confirm_part" : "confirm"), () => app.deliver(stop, task, due)),
  };
}

/** Not delivered: why, and what shows it. */
export function failScreen(app, stop, task) {
  const draft = app.draftOf(task);
  const { reasons } = app.document.words;
  const pick = (value) => {
    draft.reason = value;
    app.render();
  };
  if (!draft.reason) {
    const choices = Object.entries(reasons).map(([value, label]) => button(label, PICTURES[value], () => pick(value)));
    return { title: t("cant_deliver"), back: `stop/${stop.id}`, body: [h("p.dr-big", t("why")), h(".dr-grid", choices)] };
  }
  const due = dueFor(app.document, task, { outcome: "FAILED", way: draft.reason });
  return {
    title: t("cant_deliver"),
    back: `stop/${stop.id}`,
    step: 2,
    body: [
      h(".dr-chosen", h("p.dr-big", reasons[draft.reason]), h("button.dr-link", { type: "button", onclick: () => pick("") }, t("other_reason"))),
      proofTools(app, task, due, draft),
    ],
    dock: confirm(app, due, draft, t("confirm_not"), () => app.fail(stop, task, due), "strong"),
  };
}

/** A part: line by line what was handed over and what was not. */
export function partScreen(app, stop, task) {
  const draft = app.draftOf(task);
  draft.lines ??= wholeLines(task);
  const { some, all } = isPartial(draft.lines);
  const change = (place, line) => {
    draft.lines = draft.lines.with(place, line);
    app.render();
  };
  const go = () => app.go(`deliver/${task.id}`);
  const leave = () => {
    draft.lines = null;
    app.go(`stop/${stop.id}`);
  };
  return {
    title: t("only_part"),
    leave,
    step: 1,
    body: [h("p.dr-sub", t("part_hint")), draft.lines.map((line, place) => lineBox(app, task, line, (next) => change(place, next)))],
    dock: dock(
      !some && h("p.dr-why", t("nothing_left")),
      !some ? button(t("cant_deliver"), "circle-x", () => ((draft.lines = null), app.go(`fail/${task.id}`)), { kind: "primary" }) : button(t("go_on"), "chevron-right", go, { kind: "primary", disabled: all }),
    ),
  };
}

function lineBox(app, task, line, onchange) {
  const known = task.lines.find((one) => one.number === line.number);
  const { results } = app.document.words;
  const serials = Object.keys(line.serials);
  return h(
    "section.dr-line",
    heading(h("span", { dir: "auto" }, known.name), known.sku),
    h("p.dr-line__sum", h("b", t("handed_of", { given: line.counts.DELIVERED, n: line.total }))),
    serials.length
      ? serials.map((serial) => serialRow(serial, line, results, onchange))
      : ["REFUSED", "DAMAGED", "MISSING"].map((result) => stepper(results[result], line, result, onchange)),
  );
}

function stepper(label, line, result, onchange) {
  const step = (by) => () => onchange(stepped(line, result, by));
  return h(
    ".dr-stepper",
    h("span", label),
    h("button", { type: "button", onclick: step(-1), "aria-label": t("less_of", { what: label }), disabled: line.counts[result] === 0 }, "−"),
    h("output", String(line.counts[result])),
    h("button", { type: "button", onclick: step(1), "aria-label": t("more_of", { what: label }), disabled: line.counts.DELIVERED === 0 }, "+"),
  );
}

function serialRow(serial, line, results, onchange) {
  return h(".dr-serial", h("b", serial), chips(serial, results, line.serials[serial], (result) => onchange(withSerial(line, serial, result))));
}

function confirm(app, due, draft, label, onclick, kind = "primary") {
  const lacking = missing(due, draft);
  const words = lacking.map((one) => app.document.words.proofs[one.kind]).join(", ");
  return dock(
    h("p.dr-why", { "data-missing": "", hidden: !lacking.length }, t("still_needed", { what: words })),
    button(label, "check", onclick, { kind, disabled: lacking.length > 0, "data-confirm": true }),
  );
}
