// One round of sending for one paired device: acts first, in their order, then files ("text first").
import { afterAnswer, afterSilence, due, waitBefore } from "device/rules";
import { sendCommands, sendFile } from "device/sending";

const CLOCK_MOVES_BY_MS = 250;

/** Send what is due of this device; what has no clear answer stays. */
export async function flushDevice(outbox, device) {
  for (;;) {
    const mine = (await outbox.store.readAll("outbox")).filter((item) => item.device === device.id);
    const batch = due(mine, outbox.now());
    if (!batch.length) break;
    if (!(await sendBatch(outbox, device, batch))) return;
  }
  const files = await outbox.store.readAll("files");
  for (const file of files.filter((one) => one.device === device.id && one.state === "saved")) {
    if (file.nextAt <= outbox.now() && !(await sendOne(outbox, device, file))) return;
  }
}

async function sendBatch(outbox, device, batch) {
  const said = await sendCommands(outbox.ask, device.token, batch.map((item) => item.envelope));
  if (said.unpaired) return endPairing(outbox, device.id);
  if (said.later) {
    await outbox.store.write(batch.map((item) => ["put", "outbox", afterSilence(item, outbox.now())]));
    return false;
  }
  if (said.problem && batch.length > 1) return eachAlone(outbox, device, batch);
  if (said.problem) return refuse(outbox, batch[0], said.problem);
  await keepClock(outbox, said.offset);
  await settle(outbox, batch, said.answers);
  return true;
}

/** A batch that is refused as a whole hides one bad act: the others must not wait for it. */
async function eachAlone(outbox, device, batch) {
  for (const item of batch) if (!(await sendBatch(outbox, device, [item]))) return false;
  return true;
}

async function refuse(outbox, item, problem) {
  const error = { code: problem.code, message: problem.title, facts: {} };
  await outbox.store.write([["put", "outbox", { ...item, state: "refused", error }]]);
  return true;
}

async function settle(outbox, batch, answers) {
  const changes = batch.map((item, place) => {
    const kept = afterAnswer(item, answers[place], outbox.now());
    return kept ? ["put", "outbox", kept] : ["delete", "outbox", item.id];
  });
  await outbox.store.write(changes);
  outbox.told(answers.filter((answer) => answer.status !== "waiting"));
}

async function sendOne(outbox, device, file) {
  const said = await sendFile(outbox.ask, device.token, file);
  if (said.unpaired) return endPairing(outbox, device.id);
  if (said.kept) {
    await outbox.store.write([["delete", "files", file.sha256]]);
    await wakeWhatWaits(outbox, file.command);
    return true;
  }
  const kept = { ...file, tries: file.tries + 1, sent: said.sent ?? file.sent };
  if (said.problem) {
    // the server dropped what it had: one fresh start, then a person must look
    const state = file.tries ? "refused" : "saved";
    Object.assign(kept, { state, sent: 0, error: { code: said.problem.code, message: said.problem.title } });
  }
  kept.nextAt = outbox.now() + waitBefore(file.tries);
  await outbox.store.write([["put", "files", kept]]);
  return Boolean(said.problem);
}

async function wakeWhatWaits(outbox, command) {
  const item = await outbox.store.read("outbox", command);
  if (item?.waitsFor === "files") await outbox.store.write([["put", "outbox", { ...item, nextAt: 0 }]]);
  outbox.again();
}

/** The office ended this pairing: everything stays, and the person is told. */
async function endPairing(outbox, id) {
  await outbox.locks.request("waybill-chain", async () => {
    const device = await outbox.store.read("devices", id);
    await outbox.store.write([["put", "devices", { ...device, revoked: true }]]);
  });
  return false;
}

async function keepClock(outbox, offset) {
  if (offset === null) return;
  const known = await outbox.store.read("facts", "clock");
  if (known && Math.abs(known.value - offset) < CLOCK_MOVES_BY_MS) return;
  await outbox.store.write([["put", "facts", { name: "clock", value: offset }]]);
}
