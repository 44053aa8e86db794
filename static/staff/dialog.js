// Dialogs. `data-dialog-open="id"` opens, `data-dialog-close` or a click beside it closes.
// `<form data-confirm="…" data-confirm-verb="…">` and `hx-confirm` ask before they act.
/** Ask a yes-or-no question in our own dialog; resolves to true or false. */
export function ask(question, verb) {
  const dialog = document.querySelector("#confirm-dialog");
  const yes = dialog.querySelector("[data-confirm-yes]");
  dialog.querySelector("[data-confirm-text]").textContent = question;
  yes.textContent = verb || yes.dataset.confirmYes;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((answer) => {
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"), { once: true });
  });
}

function onClick(event) {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) document.getElementById(opener.dataset.dialogOpen)?.showModal();
  else if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
  else if (event.target.matches("dialog.dialog") && isBeside(event)) event.target.close();
}

function isBeside(event) {
  const box = event.target.getBoundingClientRect();
  const within = event.clientX >= box.left && event.clientX <= box.right;
  return !(within && event.clientY >= box.top && event.clientY <= box.bottom) && event.detail > 0;
}

async function confirmSubmit(event) {
  const form = event.target;
  if (!form.dataset?.confirm || form.dataset.confirmed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const button = event.submitter;
  if (!(await ask(form.dataset.confirm, form.dataset.confirmVerb))) return;
  form.dataset.confirmed = "yes";
  form.requestSubmit(button);
  delete form.dataset.confirmed;
}

async function confirmHtmx(event) {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await ask(event.detail.question, event.detail.elt.dataset.confirmVerb)) event.detail.issueRequest(true);
}

/** Start listening. */
export function startDialogs() {
  document.addEventListener("click", onClick);
  document.addEventListener("submit", confirmSubmit, true);
  document.addEventListener("htmx:confirm", confirmHtmx);
}
