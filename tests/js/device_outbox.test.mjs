// The outbox: what a person did is stored, signed, chained, and sent until it is answered.
import "./plain_names.mjs";
import assert from "node:assert/strict";
import { test } from "node:test";

const { GENESIS, canonical, sha256 } = await import("device/envelope");
const { NotPairedError, Outbox } = await import("device/outbox");
const { MemoryStore, OneTab, Server, pair, pairedStore } = await import("./phone.mjs");

async function phone({ store, server = new Server() } = {}) {
  let time = Date.parse("2026-03-02T08:00:00Z");
  const kept = store ?? (await pairedStore());
  const outbox = new Outbox({ scope: "DRIVER", store: kept, ask: server.ask, locks: new OneTab(), now: () => time });
  outbox.channel?.close();
  outbox.channel = null;
  return { outbox, server, store: kept, later: (ms) => (time += ms) };
}

test("an act is stored before it is sent, and leaves the phone when it is answered", async () => {
  const { outbox, server, store } = await phone();
  server.down = true;
  const { id, answered } = await outbox.enqueue({ kind: "stop.arrive", subject: "stop-1", payload: { at: 3 } });
  assert.equal(store.tables.outbox.get(id).envelope.kind, "stop.arrive");
  await outbox.flush();
  assert.deepEqual([outbox.state.waiting, outbox.state.word], [1, "sending"]);
  server.down = false;
  await outbox.kick();
  assert.equal((await answered).status, "applied");
  assert.deepEqual([outbox.state.waiting, outbox.state.word, store.tables.outbox.size], [0, "sent", 0]);
});

test("an act whose answer was lost is sent again under the same id and done once", async () => {
  const { outbox, server, later } = await phone();
  server.cut = 3;
  await outbox.enqueue({ kind: "stop.arrive" });
  for (let i = 0; i < 6; i++) {
    later(120_000);
    await outbox.flush();
  }
  assert.equal(server.effects.length, 1);
  assert.equal(outbox.state.word, "sent");
  assert.ok(server.requests >= 4);
});

test("acts made at the same moment get their places one by one, each naming the one before", async () => {
  const { outbox, server } = await phone();
  await Promise.all(Array.from({ length: 20 }, (_, n) => outbox.enqueue({ kind: "load.scan", payload: { n } })));
  await outbox.flush();
  const sent = server.effects;
  assert.deepEqual(sent.map((act) => act.counter), Array.from({ length: 20 }, (_, n) => n + 1));
  assert.deepEqual(sent.map((act) => act.previous_hash), [GENESIS, ...sent.slice(0, -1).map((act) => act.hash)]);
  for (const { hash, signature, ...body } of sent) assert.equal(await sha256(canonical(body)), hash);
});

test("a refused act stays until its person saw it, and the next acts go on", async () => {
  const { outbox, server, store } = await phone();
  const error = { code: "wrong_vehicle", message: "This belongs on R09.", facts: {} };
  server.answer = ({ kind }) =>
    kind === "load.scan" ? { status: "rejected", error, result: {}, waits_for: "" } : { status: "applied", result: {}, error: {}, waits_for: "" };
  const { id, answered } = await outbox.enqueue({ kind: "load.scan" });
  assert.equal((await answered).error.message, "This belongs on R09.");
  await outbox.enqueue({ kind: "stop.arrive" });
  await outbox.flush();
  assert.deepEqual([outbox.state.needsYou, outbox.state.word], [1, "needs_you"]);
  await outbox.seen([id]);
  await outbox.flush();
  assert.equal(store.tables.outbox.size, 0);
  assert.deepEqual(server.effects.map((act) => act.kind), ["stop.arrive", "device.seen"]);
});

test("a phone that was unpaired keeps everything, and sends it once it is paired with the same person again", async () => {
  const { outbox, server, store } = await phone();
  server.cut = 1; // the first act is done, its answer lost
  const first = await outbox.enqueue({ kind: "stop.arrive" });
  await outbox.flush();
  server.revoked = true;
  const second = await outbox.enqueue({ kind: "stop.deliver", files: [new Blob(["photo"])] });
  await outbox.kick();
  assert.deepEqual([outbox.state.word, outbox.state.isRevoked, store.tables.outbox.size], ["needs_you", true, 2]);
  await pair(store, "phone-2");
  server.revoked = false;
  await outbox.adopt();
  assert.deepEqual(server.effects.map((act) => act.id), [first.id, second.id]);
  assert.equal(server.effects[1].counter, 2);
  assert.deepEqual([outbox.state.word, store.tables.outbox.size, store.tables.files.size], ["sent", 0, 0]);
});

test("acts of somebody who worked here before are still sent, and never under the next person's name", async () => {
  const { outbox, server, store } = await phone();
  server.down = true;
  await outbox.enqueue({ kind: "stop.arrive" });
  await outbox.flush();
  await pair(store, "phone-2", "DRIVER", { id: "eve", name: "Eve" });
  await outbox.adopt();
  server.down = false;
  await outbox.kick();
  assert.equal(server.effects.length, 1);
  assert.equal(store.tables.devices.get("phone-2").counter, 0);
});

test("a photo goes up after the words, in pieces, and goes on where it was cut", async () => {
  const { outbox, server, store, later } = await phone();
  const bytes = new Uint8Array(700 * 1024).fill(7);
  server.cut = 0;
  await outbox.enqueue({ kind: "stop.deliver", files: [new Blob([bytes])] });
  await outbox.flush();
  const [hash] = server.effects[0].files;
  assert.deepEqual([server.files.get(hash), store.tables.files.size], [bytes.length, 0]);

  const other = await phone({ server: new Server() });
  other.server.cut = 2; // the words' answer, then the first piece's
  await other.outbox.enqueue({ kind: "stop.deliver", files: [new Blob([bytes])] });
  for (let i = 0; i < 4; i++) {
    other.later(120_000);
    await other.outbox.flush();
  }
  assert.equal(other.server.files.get(hash), bytes.length);
  assert.deepEqual([other.server.effects.length, other.store.tables.files.size], [1, 0]);
  later(0);
});

test("an act that waits is asked about again, later each time, without holding the others up", async () => {
  const { outbox, server, later } = await phone();
  let patience = 2;
  server.answer = ({ subject }) =>
    subject === "slow" && patience-- > 0
      ? { status: "waiting", waits_for: "trouble", result: {}, error: {} }
      : { status: "applied", waits_for: "", result: {}, error: {} };
  await outbox.enqueue({ kind: "stop.arrive", subject: "slow" });
  await outbox.enqueue({ kind: "stop.arrive", subject: "quick" });
  await outbox.flush();
  assert.deepEqual(server.effects.map((act) => act.subject), ["quick"]);
  for (let i = 0; i < 3; i++) {
    later(120_000);
    await outbox.flush();
  }
  assert.deepEqual(server.effects.map((act) => act.subject), ["quick", "slow"]);
});

test("without a pairing nothing is taken", async () => {
  const { outbox } = await phone({ store: new MemoryStore() });
  await assert.rejects(outbox.enqueue({ kind: "stop.arrive" }), NotPairedError);
});
