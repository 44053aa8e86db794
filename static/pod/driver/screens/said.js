// What is said of a stop wherever it stands: who, how much, what is due, when, how it ended.
import { h } from "pod/driver/dom";
import { dueFor } from "pod/driver/due";
import { fact } from "pod/driver/parts";
import { clock, dueAt, expected, pressure } from "pod/driver/show";
import { t } from "pod/driver/words";

/** How a visit ended, in words. */
export function ending(app, visit) {
  const { words } = app.document;
  if (visit.outcome === "FAILED") return `${t("not_delivered")} · ${words.reasons[visit.reason] ?? ""}`;
  return `${t(visit.partial ? "delivered_part" : "delivered")} · ${words.hand_overs[visit.hand_over] ?? ""}`;
}

/** Who lives there. */
export function names(stop) {
  return [...new Set(stop.tasks.map((task) => task.recipient))].join(", ");
}

/** How many parcels. */
export function parcels(stop) {
  return t("parcels", { n: stop.tasks.reduce((sum, task) => sum + task.parcels.length, 0) });
}

/** What is due there, and what to look out for. */
export function facts(app, stop) {
  const kinds = new Set(stop.tasks.flatMap((task) => dueFor(app.document, task, { outcome: "DELIVERED", way: "RECIPIENT" }).filter((one) => one.mode.startsWith("MANDATORY")).map((one) => one.kind)));
  const pictures = { SIGNATURE: "pen-line", PHOTO: "camera", PIN: "key-round", SCAN: "scan-barcode", AGE: "id-card", NOTE: "message-square" };
  return [
    ...[...kinds].map((kind) => fact(pictures[kind] ?? "check", app.document.words.proofs[kind], kind === "AGE" ? "risk" : "")),
    fact("package", parcels(stop)),
    stop.tasks.some((task) => task.instructions) && fact("info", t("note"), "risk"),
  ];
}

/** When the driver will be there, and by when it was promised. */
export function eta(stop, zone) {
  const due = dueAt(stop);
  const tone = pressure(stop);
  return h(
    `span.dr-time${tone ? `.dr-time--${tone}` : ""}`,
    h("b", clock(expected(stop), zone)),
    h("small", due ? t(tone === "late" ? "late_by" : "by", { time: clock(due, zone) }) : ""),
  );
}
