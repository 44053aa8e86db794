// When the outbox looks whether something can be sent: the network is back, the page is seen again, time passes.
const EVERY_MS = 15_000;

/** Listen for all of it; `navigator.onLine` is a hint only, a try tells. */
export function wakeUp(outbox) {
  const kick = () => outbox.kick();
  addEventListener("online", kick);
  addEventListener("offline", () => outbox.refresh());
  addEventListener("pageshow", () => outbox.flush());
  document.addEventListener("visibilitychange", () => document.hidden || kick());
  navigator.serviceWorker?.addEventListener("message", ({ data }) => data === "flush" && kick());
  setInterval(() => outbox.state.waiting && outbox.flush(), EVERY_MS);
}
