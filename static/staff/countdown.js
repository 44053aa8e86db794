// `<span data-countdown="2026-03-02T08:10:00+00:00">`: minutes and seconds that are left, once a second.

/** 9:59, or 0:00 when it is over. */
export function left(until, now) {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function show() {
  for (const place of document.querySelectorAll("[data-countdown]")) {
    place.textContent = left(Date.parse(place.dataset.countdown), Date.now());
  }
}

if (globalThis.document) {
  setInterval(show, 1000);
  document.addEventListener("htmx:afterSettle", show);
}
