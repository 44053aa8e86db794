// What the office changed on the way: a banner until the driver has read it.
import { h, icon } from "pod/driver/dom";
import { t } from "pod/driver/words";
import { button } from "pod/driver/parts";
import { clock } from "pod/driver/show";

const PICTURES = { ADDED: "plus", REMOVED: "minus", MOVED: "arrow-up-down", RETIMED: "clock" };

/** The banner, or nothing where all was read. */
export function changesBanner({ route, zone, acknowledge }) {
  const { sent, acknowledged, changes } = route.revision;
  if (acknowledged >= sent) return null;
  return h(
    "section.dr-changes",
    { "aria-label": t("changed") },
    h("h2", icon("bell"), acknowledged ? t("changed_n", { n: changes.length }) : t("new_route")),
    changes.length > 0 && h("ul", changes.map((one) => line(one, zone))),
    button(t("understood"), "check", () => acknowledge(sent), { kind: "strong" }),
  );
}

function line(one, zone) {
  const facts = { place: one.sequence ?? "", was: one.was ?? "", time: clock(one.arrives_at, zone) };
  return h("li", icon(PICTURES[one.kind]), h("span", h("b", { dir: "auto" }, one.recipients.join(", ") || t("break")), h("small", t(`change_${one.kind}`, facts))));
}
