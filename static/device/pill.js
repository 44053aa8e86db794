// One pill tells how far everything is: all sent, sending, offline, needs you. A tap shows what is kept here.
const ICONS = { sent: "cloud-check", sending: "cloud-upload", offline: "wifi-off", needs_you: "circle-alert" };

/** The pill's words for a state; `words` come from the template, so they are translated. */
export function wordsOf({ word, waiting, needsYou }, words) {
  if (word === "offline" && waiting) return words.offlineSaved.replace("{n}", waiting);
  return words[{ needs_you: "needsYou" }[word] ?? word].replace("{n}", word === "needs_you" ? needsYou : waiting);
}

/** Keep every pill on the page and the list behind it as the outbox is. */
export function startPill(outbox) {
  const show = () => {
    for (const pill of document.querySelectorAll("[data-sync-pill]")) showPill(pill, outbox.state);
    const sheet = document.querySelector("#outbox");
    if (sheet?.open) fill(sheet, outbox);
  };
  outbox.addEventListener("change", show);
  document.addEventListener("click", (event) => onClick(event, outbox));
  show();
}

function showPill(pill, state) {
  pill.dataset.state = state.word;
  pill.querySelector("[data-words]").textContent = wordsOf(state, pill.dataset);
  const use = pill.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${ICONS[state.word]}`));
}

function onClick(event, outbox) {
  const sheet = document.querySelector("#outbox");
  if (event.target.closest("[data-sync-pill]")) {
    fill(sheet, outbox);
    sheet.showModal();
  } else if (event.target.closest("[data-send-now]")) outbox.kick();
  else if (event.target.closest("[data-seen]")) {
    const rejected = outbox.state.items.filter((item) => ["rejected", "refused"].includes(item.state));
    outbox.seen(rejected.map((item) => item.id));
  } else if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
}

function fill(sheet, outbox) {
  const { items, waiting, needsYou, isRevoked } = outbox.state;
  const list = sheet.querySelector("[data-list]");
  const pattern = sheet.querySelector("template");
  list.replaceChildren(
    ...[...items]
      .sort((a, b) => needs(b) - needs(a) || a.queuedAt - b.queuedAt)
      .map((item) => lineOf(item, pattern, sheet.dataset)),
  );
  sheet.querySelector("[data-empty]").hidden = waiting + needsYou > 0;
  sheet.querySelector("[data-revoked]").hidden = !isRevoked && !items.some((item) => item.state === "stuck");
  sheet.querySelector("[data-seen]").hidden = !items.some((item) => ["rejected", "refused"].includes(item.state));
}

function needs(item) {
  return Number(["rejected", "refused", "stuck"].includes(item.state));
}

function lineOf(item, pattern, words) {
  const line = pattern.content.cloneNode(true).firstElementChild;
  const at = new Date(item.queuedAt).toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
  const tried = item.tries ? words.tried.replace("{n}", item.tries) : words.waiting;
  line.dataset.state = item.state;
  line.querySelector("[data-what]").textContent = item.label || item.kind;
  line.querySelector("[data-how]").textContent = `${at} · ${item.error?.message || tried}`;
  return line;
}
