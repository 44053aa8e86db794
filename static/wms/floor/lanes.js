// Parcels into lanes: scan the parcel, go where the screen says, scan the lane.
import { match } from "device/codes";
import { onScan } from "device/scanner";
import { ready } from "device/start";
import { count, fetchAgain, fill, read, settle, show, showRight, showWarning, showWrong, whatIs, words } from "wms/floor/screen";
import { same } from "wms/floor/walk";

let tasks = read("tasks");
let held = ""; // the SSCC in the person's hands
let outbox = null;
const { tasksUrl } = document.body.dataset;

onScan(take);
document.querySelector("[data-act=drop]").addEventListener("click", () => draw((held = "")));
start();

async function start() {
  draw();
  outbox = await ready;
}

async function take(scan) {
  settle();
  if (!outbox) return;
  const sscc = match(scan.code, Object.keys(tasks.parcels));
  if (sscc) return hold(sscc);
  if (held) return put(scan);
  await again(); // it may have been packed since
  if (tasks.parcels[scan.code]) return hold(scan.code);
  showWrong(await whatIs(scan.code, fill(words.notAParcel, { code: scan.code })), "", words.scanParcel);
}

function hold(sscc) {
  held = sscc;
  const parcel = tasks.parcels[sscc];
  const told = `${parcel.order} · ${fill(words.parcelOf, { number: parcel.number, of: parcel.of })}`;
  if (parcel.before) showWarning(fill(words.before, { n: parcel.before }), parcel.lane || words.anyLane, told);
  else showRight({ ask: words.putInto, fact: parcel.lane || words.anyLane, more: told }, draw);
}

async function put(scan) {
  const parcel = tasks.parcels[held];
  if (parcel.lane && !same(scan.code, parcel.lane)) {
    const plain = fill(words.wrongLane, { lane: scan.code });
    showWrong(plain, parcel.lane, parcel.group);
    const told = await whatIs(scan.code, plain);
    if (told !== plain) show({ ask: `${told} ${words.putInto}`, fact: parcel.lane, more: parcel.group, icon: "circle-x", tone: "wrong" });
    return;
  }
  const act = { kind: "stage.scan", subject: tasks.site, payload: { code: held, lane: scan.code }, label: parcel.order };
  delete tasks.parcels[held];
  held = "";
  showRight({ ask: words.inLane, fact: scan.code, more: parcel.order }, draw, 700);
  const { answered } = await outbox.enqueue(act);
  const answer = await answered;
  if (answer.status === "rejected") {
    await again();
    return showWrong(answer.error.message);
  }
  if (answer.result.warning) showWarning(answer.result.warning, answer.result.lane, answer.result.order);
  await again({ quiet: true });
}

async function again({ quiet = false } = {}) {
  const fresh = await fetchAgain(tasksUrl);
  const waiting = new Set(outbox.state.items.map((item) => item.envelope.payload.code));
  if (fresh) {
    tasks = fresh;
    for (const sscc of Object.keys(tasks.parcels)) if (waiting.has(sscc)) delete tasks.parcels[sscc];
  }
  count("left", Object.keys(tasks.parcels).length);
  if (!quiet) draw();
}

function draw() {
  const left = Object.entries(tasks.parcels);
  count("left", left.length);
  document.querySelector("[data-act=drop]").disabled = !held;
  const parcel = tasks.parcels[held];
  if (parcel) {
    const told = `${parcel.order} · ${fill(words.parcelOf, { number: parcel.number, of: parcel.of })}`;
    return show({ ask: words.scanLane, fact: parcel.lane || words.anyLane, more: told, icon: "rows-3" });
  }
  if (!left.length) return show({ ask: words.nothingAsk, fact: words.nothing, icon: "circle-check" });
  const [sscc, first] = left[0];
  show({ ask: words.scanParcel, fact: sscc.slice(-6), more: `${first.order} · ${first.lane} · ${first.group}` });
}
