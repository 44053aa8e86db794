// The day on this phone: the last document, what was done since, and fetching a newer one when there is a network.
import { applied, stillNeeded } from "pod/driver/overlay";
import { currentDevice } from "device/keys";

const URL_OF_DAY = "/api/v1/driver/day/";
const EVERY_MS = 30_000;
const GIVES_UP_AFTER_MS = 20_000;

export class Day extends EventTarget {
  #document = null;
  #etag = "";
  #fetchedAt = 0;
  #acts = [];
  #running = null;

  /** The day as it was kept, at once; a newer one follows. */
  static async open(outbox) {
    const day = new Day();
    day.outbox = outbox;
    const kept = (await outbox.store.read("facts", "driver:day"))?.value;
    if (kept) [day.#document, day.#etag, day.#fetchedAt] = [kept.document, kept.etag, kept.at];
    day.#acts = (await outbox.store.read("facts", "driver:acts"))?.value ?? [];
    await day.#settleOld();
    outbox.addEventListener("answer", ({ detail }) => day.#answered(detail));
    addEventListener("online", () => day.fetch());
    document.addEventListener("visibilitychange", () => document.hidden || day.fetch());
    setInterval(() => document.hidden || day.fetch(), EVERY_MS);
    return day;
  }

  /** The document with what this phone did, or null while nothing was ever fetched. */
  get now() {
    return this.#document && applied(this.#document, this.#acts);
  }

  get acts() {
    return this.#acts;
  }

  get fetchedAt() {
    return this.#fetchedAt;
  }

  /** Keep an act for good, show it at once; the outbox sends it. Returns its id. */
  async act({ kind, subject, payload = {}, files = [], label }) {
    const { id } = await this.outbox.enqueue({ kind, subject, payload, files, label });
    this.#acts = [...this.#acts, { id, kind, subject, payload: shown(payload), at: Date.now(), answer: "", answeredAt: 0 }];
    await this.#keepActs();
    this.#changed();
    return id;
  }

  /** Ask for a newer document; what is known stays where there is no answer. */
  fetch() {
    this.#running ??= this.#ask().finally(() => (this.#running = null));
    return this.#running;
  }

  async #ask() {
    const device = await currentDevice(this.outbox.store, "DRIVER");
    if (!device) return;
    const askedAt = Date.now();
    const headers = { Authorization: `Device ${device.token}`, ...(this.#etag && { "If-None-Match": this.#etag }) };
    const patience = AbortSignal.timeout(GIVES_UP_AFTER_MS);
    try {
      const answer = await fetch(URL_OF_DAY, { headers, signal: patience, credentials: "omit", cache: "no-store" });
      if (answer.status === 200) await this.#take(await answer.json(), answer.headers.get("ETag") ?? "", askedAt);
      else if (answer.status === 304) await this.#take(this.#document, this.#etag, askedAt);
      else this.dispatchEvent(new CustomEvent("refused", { detail: answer.status }));
    } catch {
      // no network: the day stays as it was
    }
  }

  async #take(document, etag, askedAt) {
    [this.#document, this.#etag, this.#fetchedAt] = [document, etag, askedAt];
    this.#acts = stillNeeded(this.#acts, document, askedAt, Date.now());
    const value = { document, etag, at: askedAt };
    await this.outbox.store.write([["put", "facts", { name: "driver:day", value }]]);
    await this.#keepActs();
    this.#changed();
  }

  async #answered({ id, status }) {
    if (!["applied", "rejected"].includes(status) || !this.#acts.some((act) => act.id === id)) return;
    this.#acts = this.#acts.map((act) => (act.id === id ? { ...act, answer: status, answeredAt: Date.now() } : act));
    await this.#keepActs();
    this.#changed();
    await this.#running;
    this.fetch();
  }

  /** What was answered while no page was open: it left the outbox, or was rejected there. */
  async #settleOld() {
    const items = new Map((await this.outbox.store.readAll("outbox")).map((item) => [item.id, item]));
    this.#acts = this.#acts.map((act) => {
      const item = items.get(act.id);
      if (act.answer) return act;
      if (!item) return { ...act, answer: "applied", answeredAt: 0 };
      return ["rejected", "refused"].includes(item.state) ? { ...act, answer: "rejected" } : act;
    });
  }

  #keepActs() {
    return this.outbox.store.write([["put", "facts", { name: "driver:acts", value: this.#acts }]]);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** What the screen needs of an act; strokes and hashes stay with the outbox. */
function shown({ hand_over, reason, revision, command, found, missing }) {
  return { hand_over, reason, revision, command, found, missing };
}
