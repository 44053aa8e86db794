// Looking through the van before it leaves: every parcel ticked or scanned, what is missing told.
import { h, icon } from "pod/driver/dom";
import { t } from "pod/driver/words";
import { button, dock, heading } from "pod/driver/parts";
import { tail, weight } from "pod/driver/show";

/** The load, last stop first as it stands in the van. */
export function loadScreen(app) {
  const units = app.route.load.filter((unit) => !unit.short);
  const { found } = app.loadDraft;
  const here = units.filter((unit) => found.has(unit.id)).length;
  const groups = Map.groupBy(units, (unit) => unit.sequence);
  return {
    title: t("check_load"),
    back: "",
    body: [
      h("p.dr-big", t("found_of", { found: here, n: units.length })),
      [...groups].map(([sequence, list]) => [heading(h("span", { dir: "auto" }, list[0].recipient), t("stop_n", { number: sequence })), h(".dr-list", list.map((unit) => row(app, unit, found)))]),
    ],
    dock: dock(
      button(t("scan"), "scan-barcode", () => app.openCamera()),
      button(t("tick_all"), "check-check", () => app.tickAll(units)),
      here === units.length
        ? button(t("all_there"), "check", () => app.checkLoad(units), { kind: "primary" })
        : button(t("missing_n", { n: units.length - here }), "triangle-alert", () => app.checkLoad(units), { kind: "strong" }),
    ),
  };
}

function row(app, unit, found) {
  const isHere = found.has(unit.id);
  const where = [unit.compartment, unit.place, weight(unit.weight_g)].filter(Boolean).join(" · ");
  return h(
    "button.dr-row",
    { type: "button", "data-scanned": isHere ? "" : null, "aria-pressed": String(isHere), onclick: () => app.tick(unit) },
    h("span.dr-tick", icon("check")),
    h("span.dr-row__what", h("b", unit.sscc ? tail(unit.sscc) : t("parcel_n", { number: unit.number })), h("small", where)),
    !unit.loaded && h("span.dr-fact.dr-fact--risk", t("not_scanned_in")),
  );
}
