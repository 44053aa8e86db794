// The inspection: scan or tap what is looked at, its grade, and what becomes of it; the rules propose.
import { shrink } from "device/photos";
import { onScan } from "device/scanner";
import { fill, read, settle, show, showRight, showWrong, whatIs, words } from "wms/floor/screen";
import { again, chosen, drawQueue, pieces, saidOf, send } from "returns/dock";

const form = document.querySelector("[data-verdict]");
const undoButton = document.querySelector("[data-act=undo]");
const photoCount = document.querySelector("[data-photo-count]");
const photoWord = photoCount.textContent;
let state = read("state");
let task = null;
let last = "";
let photos = [];

onScan(take);
form.addEventListener("submit", decide);
form.addEventListener("change", propose);
undoButton.addEventListener("click", undo);
draw();

async function take(scan) {
  settle();
  const found = chosen(state.tasks, scan);
  if (found) return choose(found);
  showWrong(await whatIs(scan.code, fill(words.notHere, { code: scan.code })), "", words.scanUnit);
}

function choose(one) {
  task = one;
  photos = [];
  form.reset();
  form.hidden = false;
  form.quantity.max = task.quantity;
  form.quantity.value = task.quantity;
  form.querySelector("[data-quantity-field]").hidden = task.quantity < 2 || task.serials.length > 0;
  form.querySelector("[data-cold-field]").hidden = !task.is_cold;
  propose({});
  draw();
  form.querySelector("[name=grade]").focus({ preventScroll: true });
  form.scrollIntoView({ block: "start" });
}

async function propose({ target }) {
  if (target?.name === "photo") return addPhoto(target.files[0]);
  const says = form.querySelector("[data-says]");
  const isWarm = form.cold.value === "no" || (task.too_warm && form.cold.value !== "yes");
  for (const option of form.disposition.options) option.disabled = isWarm && ["RESTOCK", "B_GRADE"].includes(option.value);
  if (target?.name === "grade" || target?.name === "cold") form.disposition.value = isWarm ? "QUARANTINE" : task.proposed[form.grade.value] || form.disposition.value;
  const word = form.disposition.selectedOptions[0]?.textContent ?? "";
  says.textContent = isWarm ? words.tooWarm : form.grade.value && task.proposed[form.grade.value] === form.disposition.value ? fill(words.proposed, { what: word }) : "";
}

async function addPhoto(file) {
  if (!file || photos.length >= 10) return;
  photos.push(await shrink(file));
  photoCount.textContent = `${photoWord} (${photos.length})`;
  form.photo.value = "";
}

async function decide(event) {
  event.preventDefault();
  const cold = { yes: true, no: false }[form.cold.value];
  const payload = {
    grade: form.grade.value,
    disposition: form.disposition.value,
    quantity: Number(form.quantity.value) || 0,
    note: form.note.value,
    ...(cold === undefined ? {} : { cold }),
  };
  const files = [...photos];
  if (files.length) payload.photos = await Promise.all(files.map(hashOf));
  const result = await send({ kind: "return.decide", subject: task.id, payload, label: task.name, files });
  state = await again(state);
  if (!result) return drawQueue(state.tasks, task, choose);
  [{ id: last }] = result.units;
  task = null;
  form.hidden = true;
  photoCount.textContent = photoWord;
  drawQueue(state.tasks, task, choose);
  undoButton.disabled = false;
  window.scrollTo(0, 0);
  showRight({ ask: saidOf(result.units[0]), fact: result.units[0].quantity, more: pieces(result.units[0]) }, draw, 1200);
}

async function hashOf(file) {
  const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function undo() {
  const result = await send({ kind: "return.undo", subject: last, label: words.undone });
  state = await again(state);
  undoButton.disabled = true;
  if (result) showRight({ ask: words.undone, more: pieces(result.units[0]), icon: "undo-2" }, draw, 900);
}

function draw() {
  drawQueue(state.tasks, task, choose);
  if (!state.tasks.length) return show({ ask: words.allLookedAt, fact: words.nothingToInspect, icon: "circle-check" });
  if (!task) return show({ ask: words.scanUnit, fact: state.tasks.length, more: words.toInspect });
  show({ ask: task.reason_word, fact: task.quantity, more: [task.name, task.lot].filter(Boolean).join(" · "), icon: "eye" });
}
