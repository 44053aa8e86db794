// Counting one item in one bin: scan the bin, then every piece or type the number; nothing says what should be.
import { onScan } from "device/scanner";
import { ready } from "device/start";
import { count, fill, read, settle, show, showRight, showWarning, showWrong, whatIs, words } from "wms/floor/screen";
import { Tally } from "wms/floor/tally";

const task = read("task");
const tally = new Tally(task);
const names = ["done", "number", "again", "none"];
const buttons = Object.fromEntries(names.map((name) => [name, document.querySelector(`[data-act=${name}]`)]));
const typing = document.getElementById("number");
const nothing = document.getElementById("none");
let outbox = null;
let isOver = false;

onScan(take);
buttons.done.addEventListener("click", () => send());
buttons.again.addEventListener("click", () => draw(tally.begin()));
buttons.number.addEventListener("click", () => typing.showModal());
buttons.none.addEventListener("click", () => nothing.showModal());
nothing.addEventListener("close", () => nothing.returnValue === "none" && send({ nothing: true }));
typing.addEventListener("close", () => typing.returnValue === "take" && typed(typing.querySelector("form")));
start();

async function start() {
  typing.querySelector("[data-lot-field]").hidden = !tally.byLot;
  draw();
  outbox = await ready;
}

async function take(scan) {
  settle();
  if (!outbox || isOver) return;
  const said = tally.scan(scan);
  if (said.right === "bin") return showRight({ ask: words.binRight, fact: task.bin }, draw);
  if (said.right) {
    draw();
    return showRight({ ask: task.name, fact: tally.total, more: words.counted }, draw);
  }
  const plain = fill(words[said.wrong], { code: scan.code, ...said.values });
  showWrong(plain, tally.step === "bin" ? task.bin : "", words.again);
  const told = said.unknown ? await whatIs(scan.code, plain) : plain;
  if (told !== plain) show({ ask: told, fact: tally.step === "bin" ? task.bin : "", more: words.again, icon: "circle-x", tone: "wrong" });
}

function typed(form) {
  const said = tally.typed(Number(form.quantity.value), form.lot.value.trim());
  form.reset();
  draw();
  if (said.wrong) showWrong(fill(words[said.wrong], said.values));
}

async function send(how) {
  isOver = true;
  draw();
  const act = { kind: "count.submit", subject: task.id, payload: tally.payload(how), label: `${words.act} ${task.bin}` };
  show({ ask: words.sending, icon: "hourglass" });
  const { answered } = await outbox.enqueue(act);
  show({ ask: words.kept, fact: task.bin, icon: "circle-check", tone: "ok" });
  const answer = await answered;
  if (answer.status === "rejected") return refused(answer.error);
  if (answer.result.status === "TO_RECOUNT") return showWarning(words.recount, task.bin, words.recountMore);
  showRight({ ask: answer.result.status === "TO_APPROVE" ? words.toLead : words.agreed, fact: task.bin }, () => {}, 1);
}

/** Nothing was taken: what can be done again begins at the bin. */
function refused({ code, message }) {
  isOver = code === "count_over" || code === "same_counter";
  tally.begin();
  draw();
  showWrong(message, isOver ? "" : task.bin, isOver ? "" : words.fromTheBin);
}

function draw() {
  const isCounting = tally.step === "item" && !isOver;
  count("counted", tally.total);
  buttons.done.hidden = !isCounting || !tally.total;
  buttons.number.disabled = !isCounting || tally.bySerial;
  buttons.again.disabled = !isCounting;
  buttons.none.disabled = !isCounting || tally.total > 0;
  document.querySelector("[data-over]").hidden = !isOver;
  document.body.toggleAttribute("data-safe-to-leave", isOver || tally.step === "bin");
  list();
  if (isOver) return;
  const more = `${task.name} · ${task.sku}`;
  if (tally.step === "bin") return show({ ask: words.goTo, fact: task.bin, more, icon: "map-pin", picture: task.picture });
  const ask = tally.bySerial ? words.scanNumbers : tally.byLot ? words.scanLots : words.scanPieces;
  show({ ask, fact: tally.total || "", more, picture: task.picture });
}

/** What was counted per lot, or the numbers, the last one on top. */
function list() {
  const rows = tally.bySerial ? [...(tally.lines.get("") ?? [])].reverse().map((number) => ["1", number])
    : tally.byLot ? [...tally.lines].reverse().map(([lot, n]) => [n, fill(words.lot, { lot })]) : [];
  const pattern = document.getElementById("line-row");
  document.querySelector("[data-lines]").replaceChildren(...rows.map(([much, what]) => {
    const row = pattern.content.cloneNode(true);
    row.querySelector("b").textContent = what;
    row.querySelector("span").textContent = much;
    return row;
  }));
}
