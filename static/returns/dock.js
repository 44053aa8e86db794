// What the pages at the returns dock share: an act is kept, sent, answered on the whole card, and the page's state
// is fetched again. The server alone says what a scan means.
import { ready } from "device/start";
import { fetchAgain, fill, show, showWrong, words } from "wms/floor/screen";

/** The words of a disposition, or that somebody looks at it. */
export const saidOf = (unit) => words[unit.disposition] ?? words.inspect;
export const pieces = (unit) => fill(words.pieces, { n: unit.quantity, name: unit.name });

/** Send an act; null where it was refused, with the reason on the card. */
export async function send({ kind, subject, payload = {}, label = "", files = [] }) {
  const outbox = await ready;
  show({ ask: words.sending, icon: "hourglass" });
  const { answered } = await outbox.enqueue({ kind, subject, payload, label, files });
  const answer = await answered;
  if (answer.status !== "rejected") return answer.result;
  showWrong(words.refused, "", answer.error.message);
  return null;
}

/** The page's state as it stands now; what it knew where there is no network. */
export async function again(state) {
  return (await fetchAgain(document.body.dataset.stateUrl)) ?? state;
}

/** The unit among tasks that a scan means: its parcel, a code of its item, or a number of one of its pieces. */
export function chosen(tasks, scan) {
  const forms = [scan.code, scan.code.replace(/^0+/, ""), scan.gs1?.serial, scan.gs1?.sscc].filter(Boolean);
  return tasks.find((task) => forms.includes(task.sscc)) ?? tasks.find((task) => Object.keys(task.codes).some((code) => forms.includes(code)));
}

/** A list of units to tap, for who cannot scan. */
export function drawQueue(tasks, current, choose) {
  const template = document.querySelector("[data-queue-row]");
  document.querySelector("[data-queue]").replaceChildren(...tasks.map((task) => {
    const row = template.content.cloneNode(true);
    const button = row.querySelector("button");
    row.querySelector("[data-name]").textContent = task.name;
    row.querySelector("[data-reason]").textContent = [task.reason_word, task.disposition_word, task.bin, task.sscc && `…${task.sscc.slice(-6)}`].filter(Boolean).join(" · ");
    row.querySelector("[data-quantity]").textContent = task.quantity;
    button.setAttribute("aria-pressed", String(task.id === current?.id));
    button.addEventListener("click", () => choose(task));
    return row;
  }));
}
