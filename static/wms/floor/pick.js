// A walk through the aisles: where to go, what to take, how many, into which tote.
import { match } from "device/codes";
import { onScan } from "device/scanner";
import { ready } from "device/start";
import { count, fetchAgain, fill, read, settle, show, showRight, showWarning, showWrong, whatIs, words } from "wms/floor/screen";
import { Walk } from "wms/floor/walk";

const walk = new Walk(read("tasks"));
const { tasksUrl } = document.body.dataset;
const shorting = document.getElementById("short");
const buttons = Object.fromEntries(["all", "short", "undo", "left"].map((n) => [n, document.querySelector(`[data-act=${n}]`)]));
let outbox = null;
let isShorting = false;
const emptied = document.querySelector("[data-emptied]");
let empty = null; // the last task whose bin must be empty now

onScan(take);
buttons.all.addEventListener("click", () => walk.takeAll() && draw());
buttons.short.addEventListener("click", askShort);
buttons.undo.addEventListener("click", undo);
buttons.left.addEventListener("click", somethingIsLeft);
shorting.addEventListener("close", () => shorting.returnValue === "short" && short());
start();

async function start() {
  draw();
  outbox = await ready;
  const pending = confirmed();
  if (pending.length) {
    walk.take({ ...read("tasks") }, pending);
    draw();
  }
}

function confirmed() {
  return outbox.state.items.filter((item) => item.kind === "pick.confirm" && item.state !== "rejected").map((item) => item.subject);
}

async function take(scan) {
  settle();
  if (!walk.task || !outbox) return;
  const matched = walk.step === "tote" ? match(scan.code, [...walk.mine, ...walk.free]) : null;
  const said = walk.scan(matched ? { ...scan, code: matched } : scan);
  if (said.right) return showRight({ ask: words[`${said.right}Right`], fact: walk.counted || walk.task.bin }, draw);
  if (said.act) return keep(said.act);
  const plain = fill(words[said.wrong], { code: scan.code, ...said.values });
  showWrong(plain, wanted(), words.again);
  if (said.unknown) showWrongAgain(await whatIs(scan.code, plain), plain);
}

function showWrongAgain(said, plain) {
  if (said === plain) return;
  const hint = { bin: words.goTo, item: words.takeItem, tote: words.intoTote }[walk.step];
  show({ ask: `${said} ${hint}`, fact: wanted(), more: words.again, icon: "circle-x", tone: "wrong" });
}

function wanted() {
  return walk.step === "bin" ? walk.task.bin : walk.step === "item" ? walk.task.name : (walk.mine[0]?.slice(-6) ?? words.emptyTote);
}

async function keep({ kind, subject, payload, task, rest }) {
  const wasShort = isShorting && rest;
  showRight({ ask: task.name, fact: payload.quantity, more: fill(words.inTote, { tote: payload.tote.slice(-6) }) }, draw);
  const { answered } = await outbox.enqueue({ kind, subject, payload, label: `${task.bin} · ${task.name}` });
  buttons.undo.disabled = false;
  answered.then((answer) => (answer.status === "rejected" ? refused(answer) : askEmpty(answer.result.emptied && task)));
  if (wasShort) await short();
}

async function refused(answer) {
  await again();
  showWrong(answer.error.message, "", words.refused);
}

/** Read the walk again, without what is done here and not answered yet. */
async function again() {
  const fresh = await fetchAgain(tasksUrl);
  if (fresh) walk.take(fresh, confirmed());
  draw();
}

/** By the books nothing is left there: who stands at the bin sees whether that is so. */
function askEmpty(task) {
  if (task) empty = task;
  emptied.hidden = !task;
  if (task) emptied.querySelector("[data-empty-bin]").textContent = fill(words.empty, task);
}

async function somethingIsLeft() {
  emptied.hidden = true;
  const payload = { place: empty.bin, item: empty.sku };
  await outbox.enqueue({ kind: "count.ask", subject: document.body.dataset.site, payload, label: `${words.count} ${empty.bin}` });
  showWarning(words.toCount, empty.bin, empty.name);
}

function askShort() {
  const told = walk.counted ? words.shortSome : words.shortNone;
  shorting.querySelector("p").textContent = fill(told, { n: walk.counted, of: walk.task.left, name: walk.task.name });
  shorting.showModal();
}

/** What was counted goes into its tote first; then the rest is short, and other bins are tried. */
async function short() {
  if (walk.counted) {
    isShorting = true;
    walk.settleFor(walk.counted);
    return draw();
  }
  isShorting = false;
  const { task } = walk;
  const { answered } = await outbox.enqueue({ kind: "pick.short", subject: task.id, label: `${words.short} · ${task.name}` });
  show({ ask: words.looking, icon: "hourglass" });
  const answer = await answered;
  await again();
  if (answer.status === "rejected") return showWrong(answer.error.message);
  const { elsewhere, missing } = answer.result;
  if (missing) showWarning(words.missing, missing, task.name);
  else if (elsewhere) showWarning(words.elsewhere, walk.task?.bin ?? "", task.name);
}

async function undo() {
  const { answered } = await outbox.enqueue({ kind: "pick.undo", subject: read("tasks").walk, label: words.undo });
  show({ ask: words.undoing, icon: "hourglass" });
  const answer = await answered;
  await again();
  if (answer.status === "rejected") return showWrong(answer.error.message);
  showWarning(words.putBack, walk.task?.bin ?? "", walk.task?.name ?? "");
}

function draw() {
  const { task, step } = walk;
  const done = walk.all - walk.left;
  count("done", done);
  count("left", walk.left);
  document.querySelector("progress").value = done;
  document.body.toggleAttribute("data-safe-to-leave", !task);
  buttons.short.disabled = !task || step === "bin";
  buttons.all.hidden = step !== "item" || !walk.counted || Boolean(task?.serials);
  document.querySelector("[data-over]").hidden = Boolean(task);
  if (!task) return show({ ask: words.overAsk, fact: words.over, icon: "circle-check" });
  const what = `${task.name}${task.lot ? ` · ${fill(words.lot, task)}` : ""}`;
  const more = { bin: `${task.left} × ${what}`, item: what, tote: `${walk.counted} × ${what} · ${task.order}` }[step];
  if (step === "bin") return show({ ask: words.goTo, fact: task.bin, more, icon: "map-pin", picture: task.picture });
  if (step === "item") {
    const ask = walk.counted ? fill(words.counted, { n: walk.counted, of: task.left }) : words.takeItem;
    return show({ ask, fact: walk.wanted - walk.counted, more: `${more} · ${task.sku}`, picture: task.picture });
  }
  const tote = walk.mine[0];
  show({ ask: tote ? words.intoTote : words.intoEmpty, fact: tote ? tote.slice(-6) : words.emptyTote, more, icon: "container" });
}
