// The packing bench: every piece is scanned out of its tote into the carton.
import { match } from "device/codes";
import { onScan } from "device/scanner";
import { ready } from "device/start";
import { Bench } from "wms/floor/bench";
import { count, fetchAgain, fill, read, settle, show, showRight, showWrong, whatIs, words } from "wms/floor/screen";

const bench = new Bench(read("bench"));
const { tasksUrl, listUrl, parcelUrl } = document.body.dataset;
const buttons = Object.fromEntries(["carton", "finish", "out"].map((n) => [n, document.querySelector(`[data-act=${n}]`)]));
const closing = document.getElementById("closing");
let outbox = null;

onScan(take);
buttons.carton.addEventListener("click", () => closing.showModal());
buttons.finish.addEventListener("click", finish);
buttons.out.addEventListener("click", takeOut);
closing.addEventListener("close", () => closing.returnValue === "close" && closeCarton());
start();

async function start() {
  draw();
  outbox = await ready;
  if (outbox.state.waiting) await again();
}

async function take(scan) {
  settle();
  if (!outbox) return;
  const tote = match(scan.code, bench.ssccs);
  const said = bench.scan(tote ? { ...scan, code: tote } : scan);
  if (said.tote) return showRight({ ask: words.toteRight, fact: said.tote.slice(-6) }, draw);
  if (said.act) return keep(said.act);
  const plain = fill(words[said.wrong], { code: scan.code, ...said.values });
  showWrong(plain, "", words.notIn);
  if (said.unknown) {
    const told = await whatIs(scan.code, plain);
    if (told !== plain) show({ ask: plain, more: told, icon: "circle-x", tone: "wrong" });
  }
}

async function keep({ payload, item }) {
  showRight({ ask: item.name, fact: bench.left, more: words.stillToPack }, draw);
  const act = { kind: "pack.scan", subject: bench.shipment, payload, label: item.name };
  const { answered } = await outbox.enqueue(act);
  answered.then(async (answer) => {
    if (answer.status !== "rejected") return bench.packed(answer.result.carton);
    await again();
    showWrong(answer.error.message);
  });
}

async function closeCarton() {
  const form = new FormData(closing.querySelector("form"));
  const grams = Math.round(Number(form.get("kg") || 0) * 1000);
  closing.querySelector("form").reset();
  const payload = { number: bench.number, weight_g: grams, printer: form.get("printer") ?? "" };
  show({ ask: words.closing, icon: "hourglass" });
  const { answered } = await outbox.enqueue({ kind: "pack.close_carton", subject: bench.shipment, payload, label: words.carton });
  const answer = await answered;
  await again();
  if (answer.status === "rejected") return showWrong(answer.error.message);
  showRight({ ask: words.cartonClosed, fact: answer.result.sscc.slice(-6) }, draw, 900);
}

async function finish() {
  const { answered } = await outbox.enqueue({ kind: "pack.close", subject: bench.shipment, label: words.finish });
  show({ ask: words.closing, icon: "hourglass" });
  const answer = await answered;
  if (answer.status === "rejected") {
    await again();
    return showWrong(answer.error.message);
  }
  showRight({ ask: words.finished, fact: bench.order }, () => location.assign(listUrl), 900);
}

async function takeOut() {
  const { answered } = await outbox.enqueue({ kind: "pack.take_out", subject: bench.shipment, label: words.out });
  const answer = await answered;
  await again();
  if (answer.status === "rejected") showWrong(answer.error.message);
}

async function again() {
  const fresh = await fetchAgain(tasksUrl);
  if (fresh) bench.take(fresh);
  draw();
}

function draw() {
  count("left", bench.left);
  count("carton", bench.number);
  buttons.carton.disabled = !bench.isFilling;
  buttons.out.disabled = !bench.isFilling;
  buttons.finish.hidden = bench.left > 0 || bench.isFilling || !bench.parcels.length;
  buttons.carton.hidden = !buttons.finish.hidden;
  document.querySelector("[data-parcels]").replaceChildren(...bench.parcels.filter((parcel) => parcel.closed).map(row));
  if (!bench.left) {
    return show(bench.isFilling ? { ask: words.allIn, fact: words.closeIt, icon: "package-check" } : { ask: words.allPacked, fact: bench.order, icon: "circle-check" });
  }
  const next = bench.next;
  show({ ask: fill(words.scanOut, { tote: bench.tote.slice(-6) }), fact: bench.left, more: `${next.left} × ${next.name}`, picture: next.picture, icon: "package-open" });
}

function row(parcel) {
  const item = document.querySelector("#parcel-row").content.cloneNode(true).firstElementChild;
  item.querySelector("a").href = parcelUrl.replace("00000000-0000-0000-0000-000000000000", parcel.id);
  item.querySelector("b").textContent = `${parcel.number} · …${parcel.sscc.slice(-6)}`;
  item.querySelector("time").textContent = `${(parcel.weight_g / 1000).toFixed(1)} kg`;
  return item;
}
