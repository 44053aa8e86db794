// Loading a van: a scan is kept, sent, and answered on the whole card. The server alone says what a scan means.
import { onScan } from "device/scanner";
import { ok, warn, wrong } from "device/sounds";
import { ready } from "device/start";
import { draw, say, show } from "lastmile/loading/card";

const { stateUrl, listUrl } = document.body.dataset;
const acts = Object.fromEntries([...document.querySelectorAll("[data-act]")].map((one) => [one.dataset.act, one]));
const sheet = document.getElementById("left");
let state = JSON.parse(document.getElementById("state").textContent);
let isDamaged = false;
let insistOn = "";
let outbox = null;

onScan(({ raw, code }) => take(raw || code));
acts.undo.addEventListener("click", undo);
acts.damaged.addEventListener("click", askForDamaged);
acts.insist.addEventListener("click", () => scan(insistOn, true));
acts.left.addEventListener("click", showLeft);
acts.depart.addEventListener("click", depart);
start();

async function start() {
  redraw();
  outbox = await ready;
  const items = outbox.state.items.filter((item) => item.kind.startsWith("load.") && item.state !== "rejected");
  if (items.length) setTimeout(refresh, 1500);
}

function take(code) {
  if (!outbox) return;
  return isDamaged ? damaged(code) : scan(code, false);
}

async function send(kind, payload, label) {
  show({ ask: say("sending"), icon: "hourglass" });
  const { answered } = await outbox.enqueue({ kind, subject: state.load, payload: { load: state.load, ...payload }, label });
  const answer = await answered;
  await refresh();
  if (answer.status === "rejected") {
    wrong();
    show({ ask: say("refused"), more: answer.error.message, icon: "circle-x", tone: "wrong" });
    return null;
  }
  return answer.result;
}

async function scan(code, confirmed) {
  acts.insist.hidden = true;
  const result = await send("load.scan", { code, confirmed }, code.slice(-6));
  if (!result) return;
  if (result.in) return loaded(result);
  const { outcome, told, belongs } = result;
  if (outcome === "out_of_sequence" || outcome === "already_loaded") warn();
  else wrong();
  insistOn = result.may_confirm ? code : "";
  acts.insist.hidden = !insistOn;
  const fact = belongs ? belongs.route : outcome === "out_of_sequence" ? result.rehandles : "";
  const more = belongs?.lane || told;
  show({ ask: say(outcome), fact, more, icon: "circle-x", tone: insistOn ? "warn" : "wrong" });
}

function loaded({ unit }) {
  ok();
  const place = unit.place || say("noPlace");
  show({ ask: say("loaded", { place }), fact: unit.stop, more: say("unit", unit), icon: "circle-check", tone: "ok" });
}

function askForDamaged() {
  isDamaged = !isDamaged;
  if (isDamaged) show({ ask: say("scanDamaged"), icon: "package-x", tone: "warn" });
  else redraw();
}

async function damaged(code) {
  isDamaged = false;
  const result = await send("load.damaged", { code }, code.slice(-6));
  if (!result) return;
  warn();
  show({ ask: say("aside"), fact: result.unit.stop, more: say("unit", result.unit), icon: "package-x", tone: "warn" });
}

async function undo() {
  const result = await send("load.undo", {}, say("undone"));
  if (!result) return;
  warn();
  show({ ask: say("undone"), fact: result.unit.stop, more: say("unit", result.unit), icon: "undo-2", tone: "warn" });
}

function showLeft() {
  const template = sheet.querySelector("template");
  const rows = state.left.map((unit) => {
    const row = template.content.cloneNode(true);
    row.querySelector("[data-name]").textContent = `${say("stop", unit)} · ${say("unit", unit)}`;
    row.querySelector("[data-where]").textContent = [unit.recipient, unit.sscc && `…${unit.sscc.slice(-5)}`].filter(Boolean).join(" · ");
    const choice = row.querySelector("[data-reason]");
    if (![...choice.options].some((option) => option.value === unit.short)) {
      choice.replaceChildren(new Option(unit.short_word, unit.short));
      choice.disabled = true;
    }
    choice.value = unit.short;
    choice.addEventListener("change", () => short(unit, choice.value));
    return row;
  });
  sheet.querySelector("[data-left-units]").replaceChildren(...rows);
  sheet.showModal();
}

async function short(unit, reason) {
  const kind = reason ? "load.short" : "load.found";
  if (await send(kind, { unit: unit.rank, reason }, say("short"))) redraw();
}

async function depart() {
  const result = await send("load.depart", {}, say("leave"));
  if (!result) return;
  ok();
  show({ ask: say("gone"), fact: result.route, icon: "truck", tone: "ok" });
  setTimeout(() => location.assign(listUrl), 1500);
}

async function refresh() {
  try {
    const answer = await fetch(stateUrl, { cache: "no-store", signal: AbortSignal.timeout(8000) });
    if (answer.ok) state = await answer.json();
  } catch {
    return; // without network the page keeps what it knew
  }
  draw(state);
  follow();
}

function follow() {
  const isComplete = state.counts.to_load === 0;
  acts.depart.hidden = !isComplete;
  acts.left.hidden = state.left.length === 0;
  acts.undo.disabled = state.counts.loaded === 0;
}

function redraw() {
  draw(state);
  follow();
  const { next } = state;
  if (!next) return show({ ask: say("allIn"), fact: say("done"), icon: "circle-check" });
  show({ ask: say("next", next), fact: next.stop, more: `${next.place || say("noPlace")} · ${say("unit", next)}` });
}
