// Goods of cancelled orders: scan the tote or parcel, the item, and the bin that they go into.
import { match } from "device/codes";
import { onScan } from "device/scanner";
import { ready } from "device/start";
import { count, fill, read, settle, show, showRight, showWrong, whatIs, words } from "wms/floor/screen";
import { quantityOf } from "wms/floor/walk";

const tasks = read("tasks");
const { site } = document.body.dataset;
let unit = "";
let task = null;
let item = "";
let outbox = null;

onScan(take);
start();

async function start() {
  draw();
  outbox = await ready;
}

async function take(scan) {
  settle();
  if (!outbox || !tasks.length) return;
  const sscc = match(scan.code, tasks.map((one) => one.unit));
  if (sscc) return showRight({ ask: words.unitRight, fact: sscc.slice(-6) }, draw, 300, (unit = sscc), (task = null));
  if (!unit) return wrong(scan, words.scanUnit);
  if (!task) return takeItem(scan);
  await put(scan);
}

function takeItem(scan) {
  task = tasks.find((one) => one.unit === unit && quantityOf(one.codes, scan)) ?? null;
  if (!task) return wrong(scan, words.scanItem);
  item = scan.raw;
  showRight({ ask: task.name, fact: task.left }, draw);
}

async function put(scan) {
  const { left: quantity, serials } = task;
  const payload = { unit, item, place: scan.raw, quantity, serials };
  const { answered } = await outbox.enqueue({ kind: "pick.put_back", subject: site, payload, label: task.name });
  const answer = await answered;
  if (answer.status === "rejected") return showWrong(answer.error.message, task.bin);
  tasks.splice(tasks.indexOf(task), 1);
  if (!tasks.some((one) => one.unit === unit)) unit = "";
  task = null;
  showRight({ ask: words.backRight, fact: scan.code }, draw);
}

async function wrong(scan, ask) {
  showWrong(await whatIs(scan.code, fill(words.unknown, { code: scan.code })), "", ask);
}

function draw() {
  count("left", tasks.length);
  if (!tasks.length) return show({ ask: words.nothingAsk, fact: words.nothing, icon: "circle-check" });
  if (!unit) return show({ ask: words.scanUnit, fact: tasks[0].unit.slice(-6), more: tasks[0].name, icon: "container" });
  if (!task) {
    const next = tasks.find((one) => one.unit === unit);
    return show({ ask: words.scanItem, fact: next.left, more: next.name });
  }
  show({ ask: words.scanBin, fact: task.bin || words.anyBin, more: `${task.left} × ${task.name}`, icon: "map-pin" });
}
