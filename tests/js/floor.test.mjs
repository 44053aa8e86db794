// What a floor page judges by itself, before anything is sent: the walk and the packing bench.
import assert from "node:assert/strict";
import { test } from "node:test";
import "./plain_names.mjs";

const { Walk, quantityOf } = await import("wms/floor/walk");
const { Bench } = await import("wms/floor/bench");

const TOTE = "095200000000000011";
const OTHER = "095200000000000028";
const scan = (raw, gs1 = null) => ({ raw, code: gs1?.gtin ?? raw, gs1 });
const task = (facts = {}) => ({
  id: "1", bin: "A-01", shipment: "s1", order: "WB1", left: 2, serials: null, sku: "TEA", name: "Tea", lot: "",
  codes: { TEA: 1, 4006381333931: 1, "CASE-6": 6 }, ...facts,
});
const walk = (facts = {}, totes = {}) => new Walk({ totes, all: 1, tasks: [task(facts)] });

test("bin, pieces and tote make one act", () => {
  const made = walk();
  assert.deepEqual(made.scan(scan("a-01")), { right: "bin" });
  assert.deepEqual(made.scan(scan("4006381333931")), { right: "item" });
  assert.deepEqual(made.scan(scan("TEA")), { right: "item" });
  const { act } = made.scan(scan(TOTE));
  assert.equal(act.kind, "pick.confirm");
  assert.deepEqual(act.payload, { place: "a-01", item: "4006381333931", tote: TOTE, quantity: 2, serials: [] });
  assert.equal(made.task, null);
});

test("wrong scans change nothing and say what is wanted", () => {
  const made = walk({}, { [OTHER]: { shipment: "s2", order: "WB2" } });
  assert.equal(made.scan(scan("A-02")).wrong, "wrongBin");
  made.scan(scan("A-01"));
  assert.equal(made.scan(scan("SOAP")).wrong, "wrongItem");
  assert.equal(made.scan(scan("CASE-6")).wrong, "tooMany");
  made.scan(scan("TEA"));
  made.scan(scan("TEA"));
  assert.deepEqual(made.scan(scan(OTHER)), { wrong: "toteOf", values: { order: "WB2", wanted: "WB1" } });
  assert.equal(made.scan(scan("TEA")).wrong, "wantTote");
  assert.equal(made.task.left, 2);
});

test("a tote in between takes what was counted, and the rest stays", () => {
  const made = walk({ left: 5 });
  made.scan(scan("A-01"));
  made.scan(scan("TEA"));
  const { act } = made.scan(scan(TOTE));
  assert.deepEqual([act.payload.quantity, act.rest, made.task.left, made.step], [1, 4, 4, "bin"]);
});

test("another lot on a GS1 label is wrong, the right one counts", () => {
  const made = walk({ lot: "L7", codes: { TEA: 1, 4006381333931: 1, L7: 1 } });
  made.scan(scan("A-01"));
  const label = (lot) => scan("x", { gtin: "04006381333931", lot });
  assert.equal(made.scan(label("L8")).wrong, "wrongLot");
  assert.deepEqual(made.scan(label("L7")), { right: "item" });
});

test("serial numbers count once each", () => {
  const made = walk({ serials: ["P1", "P2"], codes: { TEA: 1 } });
  made.scan(scan("A-01"));
  assert.deepEqual(made.scan(scan("P1")), { right: "item" });
  assert.equal(made.scan(scan("P1")).wrong, "serialTwice");
  assert.equal(made.scan(scan("P9")).wrong, "wrongSerial");
  made.scan(scan("P2"));
  assert.deepEqual(made.scan(scan(TOTE)).act.payload.serials, ["P1", "P2"]);
});

test("one tap takes all after the first piece, never before it", () => {
  const made = walk();
  made.scan(scan("A-01"));
  assert.equal(made.takeAll(), false);
  made.scan(scan("TEA"));
  assert.equal(made.takeAll(), true);
  assert.equal(made.counted, 2);
});

test("what is done here and not sent yet is left out of a fresh walk", () => {
  const made = walk();
  made.take({ totes: {}, all: 2, tasks: [task(), task({ id: "2" })] }, ["1"]);
  assert.deepEqual(made.tasks.map((one) => one.id), ["2"]);
});

test("a code stands for its pack, and a GTIN is itself with leading zeros", () => {
  assert.equal(quantityOf(task().codes, scan("case-6")), 6);
  assert.equal(quantityOf(task().codes, scan("04006381333931")), 1);
  assert.equal(quantityOf(task().codes, scan("4006381333930")), 0);
});

const bench = () => new Bench({
  shipment: "s1", order: "WB1", parcels: [], in_use: { [OTHER]: { shipment: "s2", order: "WB2" } },
  totes: { [TOTE]: [{ sku: "TEA", name: "Tea", lot: "", left: 1, serials: null, codes: { TEA: 1 } }] },
});

test("the bench takes each piece once and refuses what was not picked", () => {
  const made = bench();
  assert.equal(made.scan(scan(OTHER)).wrong, "toteOf");
  assert.equal(made.scan(scan("SOAP")).wrong, "wrongItem");
  assert.equal(made.scan(scan("TEA")).act.payload.tote, TOTE);
  assert.equal(made.scan(scan("TEA")).wrong, "noMore");
  assert.equal(made.left, 0);
});
