// What a driver does, as commands: each is kept before the screen goes on.
import { ok } from "device/sounds";
import { payloadOf } from "pod/driver/due";
import { rowsOf } from "pod/driver/lines";
import { lastPlace } from "pod/driver/place";
import { say } from "pod/driver/toast";
import { t } from "pod/driver/words";

export class Acts {
  #busy = false;

  constructor(day) {
    this.day = day;
  }

  acknowledge = (revision) => this.#tell({ kind: "route.acknowledge", subject: this.route.id, payload: { revision }, label: t("changed") });

  startRoute() {
    return this.#tell({ kind: "route.start", subject: this.route.id, label: t("start_route") });
  }

  async arrive(stop) {
    await this.#tell({ kind: "stop.arrive", subject: stop.id, label: this.#label(stop, t("im_here")) });
    this.go(`stop/${stop.id}`);
  }

  async skip(stop) {
    await this.#tell({ kind: "stop.skip", subject: stop.id, label: this.#label(stop, t("later")) });
    this.go("");
  }

  async rest(stop) {
    await this.#tell({ kind: "stop.rest", subject: stop.id, label: t("break_taken") });
    this.go("");
  }

  async deliver(stop, task, due) {
    const draft = this.draftOf(task);
    const partial = draft.lines !== null;
    await this.#prove(stop, task, {
      kind: partial ? "stop.partial" : "stop.deliver",
      facts: { hand_over: draft.handOver, ...(partial && { lines: rowsOf(draft.lines) }) },
      due,
      label: t(partial ? "delivered_part" : "delivered"),
    });
  }

  async fail(stop, task, due) {
    const { reason } = this.draftOf(task);
    await this.#prove(stop, task, { kind: "stop.fail", facts: { reason }, due, label: t("not_delivered") });
  }

  /** Nobody goes there today any more; each delivery is told, so that nothing in the van is without a reason. */
  async failRest(tasks) {
    for (const task of tasks) {
      await this.#tell({ kind: "stop.fail", subject: task.id, payload: { reason: "OUT_OF_TIME", waived: {} }, label: t("not_delivered") });
    }
    this.render();
  }

  /** The office hears that this phone takes no more PINs, and can issue another. */
  async pinLocked(task) {
    await this.#tell({ kind: "stop.pin_locked", subject: task.id, label: t("pin_locked") });
  }

  async undo(act) {
    await this.#tell({ kind: "stop.undo", subject: act.subject, payload: { command: act.id }, label: t("undo") });
    say(t("undone"));
    this.render();
  }

  async checkLoad(units) {
    const { found } = this.loadDraft;
    const payload = {
      found: units.filter((unit) => found.has(unit.id)).map((unit) => unit.id),
      missing: units.filter((unit) => !found.has(unit.id)).map((unit) => unit.id),
    };
    await this.#tell({ kind: "route.load_check", subject: this.route.id, payload, label: t("check_load") });
    this.go("");
  }

  async finish() {
    await this.#tell({ kind: "route.finish", subject: this.route.id, label: t("end_route") });
    this.go("");
  }

  /** A visit with its proof: pictures go with the very act, so a signature never meets another delivery. */
  async #prove(stop, task, { kind, facts, due, label }) {
    const draft = this.draftOf(task);
    draft.place = lastPlace();
    const asked = new Set(due.map((one) => one.kind));
    const photos = asked.has("PHOTO") ? draft.photos : [];
    const signed = asked.has("SIGNATURE") && draft.signature && !draft.waived.SIGNATURE;
    const picture = signed ? await draft.signature.picture() : null;
    const files = [...photos, ...(picture ? [picture] : [])];
    const hashes = await Promise.all(files.map(hashOf));
    const payload = { ...payloadOf(draft, due), ...facts };
    if (photos.length) payload.photos = hashes.slice(0, photos.length);
    if (signed) payload.signature = { name: draft.signer.trim(), relationship: draft.relationship, strokes: draft.signature.strokes, file: hashes.at(-1) };
    await this.#tell({ kind, subject: task.id, payload, files, label: this.#label(stop, label) });
    this.drafts.delete(task.id);
    ok();
    const isMore = stop.tasks.some((one) => one.id !== task.id && one.status === "OPEN");
    say(t("saved_next"));
    this.go(isMore ? `stop/${stop.id}` : "");
  }

  /** A button that is tapped twice does one thing. */
  async #tell(act) {
    if (this.#busy) return;
    this.#busy = true;
    try {
      await this.day.act(act);
    } finally {
      this.#busy = false;
    }
  }

  #label(stop, what) {
    return `${t("stop_n", { number: stop.sequence })} · ${what}`;
  }
}

async function hashOf(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
