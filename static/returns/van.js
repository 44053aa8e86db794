// One van at the returns dock: everything that comes off it is scanned once; what is not there is said.
import { onScan } from "device/scanner";
import { count, fill, read, settle, show, showRight, showWarning, words } from "wms/floor/screen";
import { again, pieces, saidOf, send } from "returns/dock";

const { site, listUrl } = document.body.dataset;
const acts = Object.fromEntries([...document.querySelectorAll("[data-act]")].map((one) => [one.dataset.act, one]));
const coldAsk = document.querySelector("[data-cold]");
const lost = document.getElementById("lost");
let state = read("state");
let isDamaged = false;
let asked = null; // a scan that waits for the answer whether it is still cold

onScan((scan) => { settle(); take(scan); });
acts.undo.addEventListener("click", undo);
acts.damaged.addEventListener("click", () => setDamaged(!isDamaged));
acts.close.addEventListener("click", close);
for (const button of document.querySelectorAll("[data-is-cold]")) button.addEventListener("click", () => receive(asked, button.dataset.isCold === "yes"));
draw();

function take(scan) {
  const unit = state.left.find((one) => one.sscc === (scan.gs1?.sscc ?? scan.code)) ?? state.left.find((one) => one.goods.some((goods) => scan.code in goods.codes));
  if (!unit?.cold) return receive(scan, null);
  asked = scan;
  coldAsk.hidden = false;
  show({ ask: words.isCold, fact: unit.sscc.slice(-6), more: unit.recipient, icon: "snowflake", tone: "warn" });
}

async function receive(scan, cold) {
  coldAsk.hidden = true;
  const payload = { code: scan.raw || scan.code, route: state.route, damaged: isDamaged, ...(cold === null ? {} : { cold }) };
  const result = await send({ kind: "return.receive", subject: site, payload, label: scan.code.slice(-6) });
  press(false);
  await refresh();
  if (result) told(result);
}

function told({ units, closed }) {
  const [first] = units;
  const waits = first.status === "RECEIVED" && first.sealed && !first.too_warm && state.left.some((one) => one.again);
  const ask = waits ? words.waits : saidOf(first);
  const more = [pieces(first), units.length > 1 && `+ ${units.length - 1}`, closed && words.closed].filter(Boolean).join(" · ");
  if (first.status === "RECEIVED" || first.disposition === "QUARANTINE") return showWarning(ask, first.sscc.slice(-6) || first.quantity, more);
  showRight({ ask, fact: first.sscc.slice(-6) || first.quantity, more }, draw, 1200);
}

async function undo() {
  const [last] = state.done;
  if (!last) return;
  const result = await send({ kind: "return.undo", subject: last.id, label: words.undone });
  await refresh();
  if (result) showWarning(words.undone, "", pieces(last));
}

function askLost(unit, goods) {
  lost.querySelector("[data-what]").textContent = `${unit.recipient} · ${goods.map((one) => `${one.quantity} × ${one.name}`).join(", ")}`;
  lost.returnValue = "";
  lost.showModal();
  lost.onclose = () => lost.returnValue && missing(unit, goods);
}

async function missing(unit, goods) {
  const reason = lost.querySelector("[name=reason]").value;
  const isWhole = unit.whole && unit.sscc;
  const each = isWhole ? [{ code: unit.sscc }] : goods.map((one) => ({ code: one.sku, quantity: one.quantity, serials: one.serials }));
  for (const what of each) {
    const result = await send({ kind: "return.missing", subject: site, payload: { ...what, route: state.route, reason }, label: unit.recipient });
    if (!result) return refresh();
  }
  await refresh();
  showWarning(words.missing, "", unit.recipient);
}

async function close() {
  const result = await send({ kind: "return.close_route", subject: state.route, label: state.code });
  if (!result) return;
  showRight({ ask: words.closed, fact: state.code }, () => location.assign(listUrl), 1200);
}

async function refresh() {
  state = await again(state);
  drawList();
}

function press(yes) {
  isDamaged = yes;
  acts.damaged.setAttribute("aria-pressed", String(yes));
}

function setDamaged(yes) {
  press(yes);
  if (yes) show({ ask: words.damaged, icon: "package-x", tone: "warn" });
  else draw();
}

function draw() {
  drawList();
  if (state.status === "CLOSED") return show({ ask: words.closed, fact: words.ready, icon: "circle-check" });
  if (!state.left.length) return show({ ask: words.empty, fact: words.ready, icon: "circle-check" });
  const [next] = state.left;
  show({ ask: words.scan, fact: next.sscc.slice(-6) || next.goods[0].quantity, more: next.recipient });
}

function drawList() {
  count("left", state.left.length);
  count("in", state.counts.in);
  count("missing", state.counts.missing);
  acts.undo.disabled = !state.done.length;
  acts.close.hidden = state.left.length > 0 || state.status !== "RETURNED";
  const template = document.querySelector("[data-left-row]");
  document.querySelector("[data-left-list]").replaceChildren(...state.left.map((unit) => {
    const row = template.content.cloneNode(true);
    row.querySelector("[data-name]").textContent = `${unit.recipient} · ${unit.order}`;
    row.querySelector("[data-reason]").textContent = [unit.reason, unit.again && words.again].filter(Boolean).join(" · ");
    row.querySelector("[data-goods]").textContent = unit.goods.map((one) => [`${one.quantity} × ${one.name}`, one.reason].filter(Boolean).join(", ")).join(" · ");
    row.querySelector("[data-lost]").addEventListener("click", () => askLost(unit, unit.goods));
    return row;
  }));
  document.querySelector("[data-done]").replaceChildren(...state.done.slice(0, 5).map((unit) => {
    const line = document.createElement("li");
    const what = document.createElement("b");
    const became = document.createElement("span");
    what.textContent = pieces(unit);
    became.textContent = fill("{a}", { a: unit.disposition_word || unit.status_word });
    line.append(what, became);
    return line;
  }));
}
