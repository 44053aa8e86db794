// Trying a device out: what it typed against what is printed.
import { currentDevice } from "device/keys";
import { onScan } from "device/scanner";
import * as sounds from "device/sounds";
import { ready } from "device/start";

/** right, case (Caps Lock) or wrong (another keyboard layout). */
export function judge(typed, printed) {
  if (typed === printed) return "right";
  return typed.toLowerCase() === printed.toLowerCase() ? "case" : "wrong";
}

function show({ raw, code }) {
  const hero = document.querySelector("[data-hero]");
  const verdict = judge(code, hero.dataset.code);
  hero.className = `hero hero--${verdict === "right" ? "ok" : "wrong"}`;
  hero.querySelector("[data-ask]").textContent = hero.dataset[verdict];
  hero.querySelector("[data-fact]").textContent = code || raw;
  sounds[verdict === "right" ? "ok" : "wrong"]();
}

async function tell(outbox) {
  const device = await currentDevice(outbox.store, outbox.scope);
  const clock = (await outbox.store.read("facts", "clock"))?.value ?? 0;
  const [name, time, storage] = ["[data-person-name]", "[data-clock]", "[data-storage]"].map((one) => document.querySelector(one));
  name.textContent = device.user.name;
  time.textContent = time.dataset.words.replace("{n}", Math.abs(Math.round(clock / 1000)));
  const isKept = await navigator.storage?.persisted?.();
  storage.textContent = storage.dataset[isKept ? "safe" : "unsafe"];
}

onScan(show);
document.addEventListener("click", ({ target }) => {
  const name = target.closest("[data-sound]")?.dataset.sound;
  if (name) sounds[name]();
});
tell(await ready);
