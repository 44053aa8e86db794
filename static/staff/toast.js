// Toasts: what just happened, with Undo. Shown by `toast()`, by the server's messages, or by the
// response header `HX-Trigger: {"toast": {"text": …, "tone": …, "undoUrl": …}}`.
const SHOWN_MS = 7000;

function fill(box, { text, tone = "ok", undoUrl = "" }) {
  box.dataset.tone = tone;
  box.querySelector("[data-toast-text]").textContent = text;
  for (const icon of box.querySelectorAll("[data-toast-icon]")) {
    if (icon.dataset.toastIcon !== tone) icon.remove();
  }
  const undo = box.querySelector("form");
  if (undoUrl) undo.action = undoUrl;
  else undo.remove();
}

/** Let a toast go by itself, but not while somebody reads it or has the focus in it. */
function letGo(box) {
  let timer;
  const wait = () => {
    timer = setTimeout(() => box.remove(), SHOWN_MS);
  };
  const stay = () => clearTimeout(timer);
  box.addEventListener("pointerenter", stay);
  box.addEventListener("pointerleave", wait);
  box.addEventListener("focusin", stay);
  box.addEventListener("focusout", wait);
  wait();
}

/** Show a toast. What went wrong stays until it is closed. */
export function toast({ text, tone, undoUrl }) {
  const place = document.querySelector("[data-toasts]");
  const template = document.querySelector("#toast-template");
  if (!place || !template) return;
  const box = template.content.firstElementChild.cloneNode(true);
  fill(box, { text, tone, undoUrl });
  place.append(box);
  if (tone !== "late") letGo(box);
}

/** Start listening for toasts and for their close buttons. */
export function startToasts() {
  document.addEventListener("toast", (event) => toast(event.detail));
  document.addEventListener("click", (event) => {
    event.target.closest("[data-toast-close]")?.closest(".toast").remove();
  });
  for (const box of document.querySelectorAll("[data-toasts] > .toast:not([data-tone='late'])")) letGo(box);
}
