// The service worker of this scope: registered, updated only when nobody is in the middle of something, and
// switched off when the office says so. What is kept in IndexedDB stays in every case.

/** Register the worker for `/driver/` or `/floor/`; offers an update by the event `device:update`. */
export async function startWorker(base) {
  if (!("serviceWorker" in navigator)) return;
  try {
    const said = await (await fetch(`${base}version.json`, { cache: "no-store" })).json();
    if (said.off) return switchOff(base);
  } catch {
    // without network the worker that is there goes on
  }
  const registration = await navigator.serviceWorker.register(`${base}sw.js`, { scope: base }).catch(() => null);
  if (!registration) return;
  const offer = () => registration.waiting && navigator.serviceWorker.controller && announce(registration.waiting);
  offer();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
}

/** Take the update and load the page once, under it. Called by a page that is safe to leave. */
export function takeUpdate(worker) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  worker.postMessage("update");
}

function announce(worker) {
  document.dispatchEvent(new CustomEvent("device:update", { detail: { worker } }));
}

async function switchOff(base) {
  const registration = await navigator.serviceWorker.getRegistration(base);
  await registration?.unregister();
  for (const name of await caches.keys()) if (name.startsWith(`waybill${base}`)) await caches.delete(name);
}
