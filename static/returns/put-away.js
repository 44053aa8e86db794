// From the returns dock into the bins: scan the item, then the bin that is shown, or another one that fits.
import { onScan } from "device/scanner";
import { count, fill, read, settle, show, showRight, showWrong, whatIs, words } from "wms/floor/screen";
import { again, chosen, drawQueue, pieces, send } from "returns/dock";

const acts = Object.fromEntries([...document.querySelectorAll("[data-act]")].map((one) => [one.dataset.act, one]));
let state = read("state");
let task = null;
let last = "";

onScan(take);
acts.undo.addEventListener("click", undo);
acts.vendor.addEventListener("click", () => act("return.ship_out", {}, words.vendor));
draw();

async function take(scan) {
  settle();
  const found = chosen(state.tasks, scan);
  if (found) return choose(found);
  if (!task || task.disposition === "VENDOR") return showWrong(await whatIs(scan.code, fill(words.notToPut, { code: scan.code })), "", words.scanItem);
  await act("return.put_away", { place: scan.raw || scan.code }, words.putRight, scan.code);
}

function choose(one) {
  task = one;
  draw();
  window.scrollTo(0, 0);
}

async function act(kind, payload, ask, fact = "") {
  const result = await send({ kind, subject: task.id, payload, label: task.name });
  state = await again(state);
  if (!result) return drawQueue(state.tasks, task, choose);
  last = task.id;
  task = null;
  acts.undo.disabled = false;
  drawQueue(state.tasks, task, choose);
  count("left", state.tasks.length);
  showRight({ ask, fact, more: pieces(result.units[0]) }, draw, 900);
}

async function undo() {
  const result = await send({ kind: "return.undo", subject: last, label: words.undone });
  state = await again(state);
  acts.undo.disabled = true;
  if (result) showRight({ ask: words.undone, more: pieces(result.units[0]), icon: "undo-2" }, draw, 900);
}

function draw() {
  count("left", state.tasks.length);
  drawQueue(state.tasks, task, choose);
  acts.vendor.hidden = task?.disposition !== "VENDOR";
  if (!state.tasks.length) return show({ ask: words.allPut, fact: words.nothingToPut, icon: "circle-check" });
  if (!task) return show({ ask: words.scanItem, fact: state.tasks[0].quantity, more: state.tasks[0].name });
  if (task.disposition === "VENDOR") return show({ ask: words.VENDOR, fact: task.quantity, more: task.name, icon: "truck" });
  show({ ask: words.putInto, fact: task.bin || words.anyBin, more: pieces(task), icon: "map-pin" });
}
