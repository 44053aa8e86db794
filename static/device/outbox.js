// The outbox: what a person did is signed and stored on this device before anything else, and sent until it is
// answered. The id is made once, here; a signature and its photo belong to one act; nothing is ever dropped.
import { adopt, link, readFile } from "device/chain";
import { currentDevice } from "device/keys";
import { flushDevice } from "device/flushing";
import { summary } from "device/rules";
import { Store } from "device/store";
import { wakeUp } from "device/waking";

/** No device is paired for this scope on this browser. */
export class NotPairedError extends Error {}

export class Outbox extends EventTarget {
  static #shared = new Map();
  #answers = new Map();
  #running = null;
  #again = false;
  state = { waiting: 0, needsYou: 0, word: "sent", isRevoked: false, items: [], files: [] };

  /** The page's one outbox for a scope (FLOOR or DRIVER). */
  static async open(scope) {
    if (!this.#shared.has(scope)) this.#shared.set(scope, new Outbox({ scope }).#started());
    return this.#shared.get(scope);
  }

  constructor({ scope, store = new Store(), ask = (...all) => fetch(...all), locks = navigator.locks, now = Date.now }) {
    super();
    Object.assign(this, { scope, store, ask, locks, now });
    this.channel = globalThis.BroadcastChannel ? new BroadcastChannel("waybill-outbox") : null;
    this.channel?.addEventListener("message", ({ data }) => this.#heard(data));
  }

  /** Keep one act. Resolves once it is stored durably, with its `id`, and `answered`: the final answer, later.
   *  `files` are Blobs (photos, signatures); `label` is what the list of unsent acts calls it. */
  async enqueue({ kind, subject = "", payload = {}, files = [], label = "" }) {
    const kept = await Promise.all(files.map(readFile));
    const item = await this.locks.request("waybill-chain", async () => {
      const device = await currentDevice(this.store, this.scope);
      if (!device) throw new NotPairedError(this.scope);
      return this.#keep(device, { kind, subject, payload, label }, kept);
    });
    const answered = new Promise((resolve) => this.#answers.set(item.id, resolve));
    await this.refresh();
    this.flush();
    return { id: item.id, answered };
  }

  /** Send what is due. Called again while it runs, it runs once more afterwards. */
  flush() {
    this.#again = true;
    this.#running ??= this.#run().finally(() => (this.#running = null));
    return this.#running;
  }

  /** Send everything now, whatever was tried before. */
  async kick() {
    const [items, files] = await Promise.all([this.store.readAll("outbox"), this.store.readAll("files")]);
    await this.store.write([
      ...items.filter((item) => item.nextAt).map((item) => ["put", "outbox", { ...item, nextAt: 0 }]),
      ...files.filter((file) => file.nextAt).map((file) => ["put", "files", { ...file, nextAt: 0 }]),
    ]);
    return this.flush();
  }

  /** The person saw that these were rejected: they leave this device, and the office knows. */
  async seen(ids) {
    if (!ids.length) return;
    await this.enqueue({ kind: "device.seen", payload: { ids } });
    await this.store.write(ids.map((id) => ["delete", "outbox", id]));
    await this.refresh();
  }

  /** After pairing anew: what an ended pairing of the same person holds is signed again and sent from here. */
  async adopt() {
    await this.locks.request("waybill-chain", async () => {
      const device = await currentDevice(this.store, this.scope);
      if (device) await adopt(this.store, device);
    });
    await this.refresh();
    return this.flush();
  }

  /** Read again what is kept, and tell who listens. */
  async refresh() {
    const [items, files, devices] = await Promise.all(["outbox", "files", "devices"].map((t) => this.store.readAll(t)));
    const held = new Set([...items, ...files].map((one) => one.device));
    const online = globalThis.navigator?.onLine !== false;
    const concerned = devices.filter((one) => held.has(one.id));
    this.state = { ...summary({ items, files, devices: concerned, online }), items, files };
    this.dispatchEvent(new Event("change"));
  }

  async #keep(device, { label, ...act }, files) {
    const clock = (await this.store.read("facts", "clock"))?.value ?? 0;
    const body = {
      ...act,
      id: crypto.randomUUID(),
      files: files.map((file) => file.sha256),
      device_at: new Date(this.now()).toISOString(),
      clock_offset_ms: Math.round(clock),
      monotonic_ms: Math.round(performance.now()),
    };
    const fresh = { device: device.id, command: body.id, state: "saved", tries: 0, nextAt: 0, sent: 0 };
    const rows = files.map((file) => ["put", "files", { ...file, ...fresh }]);
    return link(this.store, device, body, { label, queuedAt: this.now() }, rows);
  }

  async #run() {
    while (this.#again) {
      this.#again = false;
      await this.locks.request("waybill-flush", { ifAvailable: true }, async (lock) => {
        if (!lock) return this.channel?.postMessage({ flush: true });
        for (const device of await this.store.readAll("devices")) {
          if (!device.revoked) await flushDevice(this, device);
        }
      });
    }
    await this.refresh();
  }

  /** Called while flushing: go round once more. */
  again() {
    this.#again = true;
  }

  /** Called while flushing: final answers go to who waits for them, in every tab. */
  told(answers) {
    this.channel?.postMessage({ answers });
    this.#heard({ answers });
  }

  #heard({ answers = [], flush = false }) {
    for (const answer of answers) {
      this.dispatchEvent(new CustomEvent("answer", { detail: answer }));
      this.#answers.get(answer.id)?.(answer);
      this.#answers.delete(answer.id);
    }
    if (answers.length) this.refresh();
    if (flush) this.flush();
  }

  async #started() {
    wakeUp(this);
    await this.refresh();
    this.flush();
    return this;
  }
}
