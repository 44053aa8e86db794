import assert from "node:assert/strict";
import test from "node:test";

import { counts, emptyDraft, missing, payloadOf } from "../../static/pod/driver/due.js";
import { isPartial, rowsOf, stepped, wholeLines, withSerial } from "../../static/pod/driver/lines.js";
import { applied, stillNeeded, toCome, undoable } from "../../static/pod/driver/overlay.js";

const day = () => ({
  routes: [
    {
      id: "r", status: "DEPARTED", revision: { sent: 2, acknowledged: 1, changes: [{}] },
      stops: ["a", "b"].map((id) => ({ id, status: "PLANNED", tasks: [{ id: `t${id}`, status: "OPEN", visits: [] }] })),
    },
  ],
});
const act = (kind, subject, more = {}) => ({ id: `${kind}-${subject}`, kind, subject, payload: {}, at: 1000, answer: "", answeredAt: 0, ...more });

test("what this phone did is seen at once, in its order, and what was rejected did not happen", () => {
  const acts = [
    act("stop.arrive", "a"), act("stop.deliver", "ta"), act("stop.skip", "b"),
    act("route.acknowledge", "r", { payload: { revision: 2 } }), act("stop.fail", "tb", { answer: "rejected" }),
  ];
  const [route] = applied(day(), acts).routes;
  assert.deepEqual(route.stops.map((stop) => stop.status), ["DONE", "SKIPPED"]);
  assert.deepEqual(route.stops.map((stop) => stop.tasks[0].status), ["DONE", "OPEN"]);
  assert.deepEqual(route.revision, { sent: 2, acknowledged: 2, changes: [] });
  assert.deepEqual(toCome(route).map((stop) => stop.id), ["b"]);
});

test("an undone visit is open again, where the van stands", () => {
  const done = act("stop.deliver", "ta");
  const undo = act("stop.undo", "ta", { payload: { command: done.id } });
  const [route] = applied(day(), [act("stop.arrive", "a"), done, undo]).routes;
  assert.deepEqual([route.stops[0].status, route.stops[0].tasks[0].visits], ["ARRIVED", []]);
  assert.deepEqual(undoable([done, undo], 2000), []);
  assert.deepEqual(undoable([done], 2000), [done]);
  assert.deepEqual(undoable([done], 1000 + 120_000), []);
});

test("an act that the document knows is not laid over it again, and can still be undone", () => {
  const known = act("stop.deliver", "ta", { answer: "applied", answeredAt: 1500 });
  const [kept] = stillNeeded([known], day(), 1600, 5000);
  assert.equal(applied(day(), [kept]).routes[0].stops[0].status, "PLANNED");
  assert.equal(undoable([kept], 5000).length, 1);
  assert.deepEqual(stillNeeded([known], day(), 1400, 5000), [known]);
  assert.deepEqual(stillNeeded([known], day(), 1600, 1_000_000), []);
});

test("what must be shown is missing until it is there or a reason stands in for it", () => {
  const due = [
    { kind: "SIGNATURE", mode: "MANDATORY_UNLESS", count: 1, waivers: ["REFUSED"] },
    { kind: "AGE", mode: "MANDATORY", count: 1, waivers: [] }, { kind: "PHOTO", mode: "OPTIONAL", count: 1, waivers: [] },
  ];
  const draft = emptyDraft({ recipient: "Rosa" });
  assert.deepEqual(missing(due, draft).map((one) => one.kind), ["SIGNATURE", "AGE"]);
  draft.waived.SIGNATURE = "REFUSED";
  draft.age = false;
  assert.deepEqual(missing(due, draft).map((one) => one.kind), ["AGE"]);
  draft.age = true;
  assert.deepEqual(missing(due, draft), []);
  assert.deepEqual(payloadOf(draft, due), { waived: { SIGNATURE: "REFUSED" }, age_checked: true });
  assert.equal(counts(draft).SIGNATURE, 0);
});

test("parts of a line always add up, numbered pieces too", () => {
  const [line] = wholeLines({ lines: [{ number: 1, quantity: 3, serials: [] }] });
  const less = stepped(stepped(line, "DAMAGED", 1), "REFUSED", 1);
  assert.deepEqual(rowsOf([less]).map((row) => [row.result, row.quantity]), [["DELIVERED", 1], ["REFUSED", 1], ["DAMAGED", 1]]);
  assert.equal(stepped(stepped(less, "MISSING", 1), "MISSING", 1).counts.MISSING, 1);
  assert.equal(stepped(line, "REFUSED", -1), line);
  assert.deepEqual(isPartial([line]), { some: true, all: true });
  const [numbered] = wholeLines({ lines: [{ number: 2, quantity: 2, serials: ["x", "y"] }] });
  assert.deepEqual(rowsOf([withSerial(numbered, "y", "REFUSED")]), [
    { number: 2, result: "DELIVERED", quantity: 1, serials: ["x"] }, { number: 2, result: "REFUSED", quantity: 1, serials: ["y"] },
  ]);
});
