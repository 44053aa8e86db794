import assert from "node:assert/strict";
import test from "node:test";

import { afterAnswer, fixOf, isWorthKeeping, nextBatch, tooMany } from "../../static/lastmile/position-batches.js";

const AT = Date.parse("2026-03-02T08:10:00Z");
const fix = (seconds, north = 0) => ({ at: new Date(AT + seconds * 1000).toISOString(), longitude: 24.94, latitude: 60.17 + north });
const numbered = (...numbers) => numbers.map((sequence) => ({ sequence }));

test("a fix of the browser becomes what the intake reads", () => {
  const coords = { longitude: 24.94, latitude: 60.17, accuracy: 8.4, speed: null, heading: NaN };
  assert.deepEqual(fixOf({ coords, timestamp: AT }), {
    at: "2026-03-02T08:10:00.000Z", longitude: 24.94, latitude: 60.17, accuracy: 8.4, speed: null, heading: null,
  });
});

test("what is no place is not kept", () => {
  for (const [longitude, latitude] of [[0, 0], [NaN, 60], [24, undefined], [Infinity, 60]]) {
    assert.equal(fixOf({ coords: { longitude, latitude }, timestamp: AT }), null);
  }
  assert.equal(fixOf({ coords: { longitude: 24, latitude: 60 }, timestamp: NaN }), null);
});

test("a moving van is kept every five seconds, a standing one every thirty", () => {
  assert.equal(isWorthKeeping(fix(0), null), true);
  assert.equal(isWorthKeeping(fix(4.9, 0.01), fix(0)), false);
  assert.equal(isWorthKeeping(fix(5, 0.0003), fix(0)), true);
  assert.equal(isWorthKeeping(fix(29.9, 0.0001), fix(0)), false);
  assert.equal(isWorthKeeping(fix(30), fix(0)), true);
});

test("after a gap the newest are sent first and the history follows", () => {
  const kept = numbered(5, 1, 4, 2, 3);
  assert.deepEqual(nextBatch(kept, 2), numbered(4, 5));
  assert.deepEqual(nextBatch(numbered(1, 2, 3), 2), numbered(2, 3));
});

test("a phone that was long without network gives up its oldest positions", () => {
  assert.deepEqual(tooMany(numbered(3, 1, 2), 2), [1]);
  assert.deepEqual(tooMany(numbered(3, 1), 2), []);
});

test("what was answered leaves the phone, what was not stays", () => {
  assert.deepEqual(afterAnswer({ body: { follow: true } }), { drop: true, stop: false });
  assert.deepEqual(afterAnswer({ body: { follow: false } }), { drop: true, stop: true });
  assert.deepEqual(afterAnswer({ later: "no network" }), { drop: false, stop: false });
  assert.deepEqual(afterAnswer({ unpaired: true }), { drop: false, stop: true });
  assert.deepEqual(afterAnswer({ problem: { code: "bad_input" } }), { drop: true, stop: false });
});
