// Tells the office where the vehicle is, while its route is on the road and this page is open. Kept without
// network, sent in batches; the server's word that nobody follows any more ends it.
import { currentDevice } from "device/keys";
import { exchange } from "device/sending";
import { Store } from "device/store";
import { afterAnswer, fixOf, isWorthKeeping, MOST_SENT, nextBatch, tooMany } from "lastmile/position-batches";
import { forget, keep, keptOf } from "lastmile/position-store";

const INTAKE = "/api/v1/driver/positions/";
const SEND_EVERY_MS = 15_000;
const LOOK_EVERY_MS = 30_000;
const EXACT = { enableHighAccuracy: true, maximumAge: 0, timeout: 27_000 };

let following = null;
let wanted = null;

/** Follow the vehicle on this route (its public id). Tells `positions:state` on the document: following, denied,
 *  unavailable or stopped. Called again for the same route it changes nothing. */
export async function startPositions({ route, store = new Store() }) {
  if (wanted === route) return;
  stopPositions();
  wanted = route;
  const device = await currentDevice(store, "DRIVER");
  if (wanted !== route) return; // it was stopped meanwhile
  if (!device || device.revoked || !navigator.geolocation) {
    wanted = null;
    return tell("unavailable");
  }
  following = new Following(route, device, store);
  following.start();
}

/** Stop following. What was not sent yet stays and is sent the next time. */
export function stopPositions() {
  following?.stop();
  following = wanted = null;
}

class Following {
  #watch = null;
  #timers = [];
  #last = null;
  #sending = null;

  constructor(route, device, store) {
    Object.assign(this, { route, device, store });
  }

  start() {
    const heard = (position) => this.#take(position);
    const failed = (error) => tell(error.code === error.PERMISSION_DENIED ? "denied" : "unavailable");
    this.#watch = navigator.geolocation.watchPosition(heard, failed, EXACT);
    // a watch says nothing while the vehicle stands: ask now and then, or it would look lost
    const ask = () => navigator.geolocation.getCurrentPosition(heard, () => {}, EXACT);
    this.#timers = [setInterval(ask, LOOK_EVERY_MS), setInterval(() => this.send(), SEND_EVERY_MS)];
    addEventListener("online", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
    tell("following");
    this.send();
  }

  stop() {
    this.#listenNoMore();
    this.send();
  }

  /** Send what is kept, the newest first; one round at a time, in one tab at a time. */
  send() {
    const round = () => navigator.locks.request("waybill-positions", { ifAvailable: true }, (lock) => lock && this.#sendAll());
    this.#sending ??= round().catch(() => {}).finally(() => (this.#sending = null));
    return this.#sending;
  }

  #wake = () => document.visibilityState === "visible" && this.send();

  async #take(position) {
    const fix = fixOf(position);
    if (!fix || !isWorthKeeping(fix, this.#last)) return;
    this.#last = fix;
    await keep(this.device.id, this.route, fix);
    tell("following");
  }

  async #sendAll() {
    await forget(tooMany(await keptOf(this.device.id)));
    const clock = (await this.store.read("facts", "clock"))?.value ?? 0;
    for (;;) {
      const batch = nextBatch(await keptOf(this.device.id), MOST_SENT);
      if (!batch.length) return;
      const { drop, stop } = afterAnswer(await this.#post(batch, Math.round(clock)));
      if (drop) await forget(batch.map((fix) => fix.sequence));
      if (stop) this.#dismiss();
      if (!drop) return;
    }
  }

  #post(batch, clock_offset_ms) {
    const fixes = batch.map(({ device: _device, route: _route, ...fix }) => fix);
    const body = JSON.stringify({ fixes, clock_offset_ms });
    return exchange((...all) => fetch(...all), INTAKE, this.device.token, { method: "POST", body, json: true });
  }

  /** Nobody follows any more, or the phone is not paired. Starting again is the page's business. */
  #dismiss() {
    this.#listenNoMore();
    if (following === this) following = wanted = null;
    tell("stopped");
  }

  #listenNoMore() {
    navigator.geolocation.clearWatch(this.#watch);
    this.#timers.forEach((timer) => clearInterval(timer));
    removeEventListener("online", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
  }
}

function tell(state) {
  document.dispatchEvent(new CustomEvent("positions:state", { detail: { state } }));
}
