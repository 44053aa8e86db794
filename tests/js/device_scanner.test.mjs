// Scanners that type, and what their codes mean.
import "./plain_names.mjs";
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

const { hasCheckDigit, match, readCode } = await import("device/codes");
const { wordsOf } = await import("device/pill");
const { due, afterAnswer, summary, waitBefore, clockOffset } = await import("device/rules");
const { Wedge } = await import("device/wedge");
const { canonical } = await import("device/envelope");
const { thisDevice } = await import("device/keys");
const { left } = await import("staff/countdown");

const SSCC = "003400128700000011";

function type(wedge, text, { gap = 15, start = 1000, end = "Enter", endAfter = gap } = {}) {
  let time = start;
  for (const letter of text) {
    wedge.key({ key: letter, time });
    time += gap;
  }
  return wedge.key({ ...(typeof end === "string" ? { key: end } : end), time: time - gap + endAfter });
}

test("keys 15 ms apart that end in Enter or Tab are a scan, and the page does not see the Enter", () => {
  assert.deepEqual(type(new Wedge(), "W-4711"), { scan: "W-4711", swallow: true });
  assert.deepEqual(type(new Wedge(), "W-4711", { end: "Tab" }), { scan: "W-4711", swallow: true });
});

test("a scanner that ends in a line feed sends Ctrl J, which must not open the downloads", () => {
  const end = { key: "j", ctrlKey: true };
  assert.deepEqual(type(new Wedge(), "W-4711", { end }), { scan: "W-4711", swallow: true });
  assert.deepEqual(new Wedge().key({ ...end, time: 5 }), { swallow: true });
});

test("a person who types is not a scanner", () => {
  assert.equal(type(new Wedge(), "W-4711", { gap: 60 }).scan, undefined);
  assert.equal(type(new Wedge(), "ab").scan, undefined);
  assert.equal(type(new Wedge(), "W-4711", { endAfter: 400 }).scan, undefined);
});

test("what a person typed just before does not become part of the scan", () => {
  const wedge = new Wedge();
  wedge.key({ key: "x", time: 100 });
  wedge.key({ key: "Shift", time: 990 });
  assert.equal(type(wedge, "W-4711", { start: 1000 }).scan, "W-4711");
});

test("GS1's separator comes as Ctrl ] and stays in the code", () => {
  const wedge = new Wedge();
  type(wedge, "0109521234543213", { end: { key: "Shift" } });
  let time = 1000 + 16 * 15;
  for (const key of "10AB") wedge.key({ key, time: (time += 15) });
  assert.deepEqual(wedge.key({ key: "]", ctrlKey: true, time: (time += 15) }), { begins: false, swallow: true });
  for (const key of "2107") wedge.key({ key, time: (time += 15) });
  const { scan } = wedge.key({ key: "Enter", time: time + 10 });
  assert.deepEqual(readCode(scan).gs1, { gtin: "09521234543213", lot: "AB", serial: "07" });
});

test("a code is read without the scanner's prefix, and an SSCC without its identifier", () => {
  assert.equal(readCode("]C0W-4711 ").code, "W-4711");
  assert.equal(hasCheckDigit("952000000000000014"), false);
  for (const raw of [`]C100${SSCC}`, `00${SSCC}`, `(00)${SSCC}`]) {
    assert.equal(readCode(raw).code, hasCheckDigit(SSCC) || raw.startsWith("]C1") ? SSCC : raw, raw);
  }
  assert.deepEqual(readCode("]d2010952123454321317271231").gs1, { gtin: "09521234543213", expires_on: "271231" });
  assert.equal(readCode("]C1ZZ9").gs1, null);
  assert.deepEqual(readCode("0012345").gs1, null);
});

test("the last five characters name a parcel where only one ends so", () => {
  const codes = ["003400128700000011", "003400128700000028", "113400128700000028"];
  assert.equal(match("00011", codes), codes[0]);
  assert.equal(match("00028", codes), null);
  assert.equal(match("0028", codes), null);
  assert.equal(match(codes[2], codes), codes[2]);
});

test("acts go out in their order, fifty at a time, and those that must wait do not hold the others", () => {
  const item = (counter, more = {}) => ({ counter, state: "saved", nextAt: 0, bytes: 500, ...more });
  const items = [item(3), item(1), item(2, { nextAt: 99 }), item(4, { state: "rejected" })];
  assert.deepEqual(due(items, 10).map((one) => one.counter), [1, 3]);
  assert.equal(due(Array.from({ length: 80 }, (_, n) => item(n)), 0).length, 50);
  assert.equal(due([item(1, { bytes: 900_000 }), item(2, { bytes: 900_000 })], 0).length, 1);
});

test("an act that waits for one that never comes needs a person after four tries", () => {
  let item = { tries: 0, state: "saved" };
  for (let i = 0; i < 4; i++) item = afterAnswer(item, { status: "waiting", waits_for: "gap" }, 0, () => 0.5);
  assert.equal(item.state, "stuck");
});

test("waiting doubles up to a minute", () => {
  assert.deepEqual([0, 1, 5, 40].map((tries) => waitBefore(tries, () => 0.5)), [1500, 3000, 48_000, 60_000]);
});

test("the clock's offset is taken from the middle of an exchange", () => {
  assert.equal(clockOffset("2026-03-02T08:00:10.000Z", Date.parse("2026-03-02T08:00:00Z"), Date.parse("2026-03-02T08:00:02Z")), 9000);
});

test("the pill says one thing, the worst", () => {
  const words = { sent: "All sent", sending: "Sending {n}", offline: "Offline", offlineSaved: "Offline · {n} saved", needsYou: "{n} needs you" };
  const state = (items, online = true, devices = []) => wordsOf(summary({ items, files: [], devices, online }), words);
  const saved = { state: "saved", device: "a" };
  assert.equal(state([]), "All sent");
  assert.equal(state([saved, saved]), "Sending 2");
  assert.equal(state([], false), "Offline");
  assert.equal(state([saved], false), "Offline · 1 saved");
  assert.equal(state([saved, { state: "rejected" }], false), "1 needs you");
  assert.equal(state([saved], true, [{ id: "a", revoked: true }]), "1 needs you");
});

test("JSON is written as the server writes it", async () => {
  const vectors = JSON.parse(await readFile(new URL("./canonical.json", import.meta.url), "utf8"));
  assert.ok(vectors.length >= 4);
  for (const { value, canonical: text } of vectors) assert.equal(canonical(value), text);
});

test("a device is called what people would call it", () => {
  assert.equal(thisDevice("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"), "iPhone");
  assert.equal(thisDevice("Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/140 Mobile Safari/537.36"), "Android phone");
  assert.equal(thisDevice("Mozilla/5.0 (X11; Linux x86_64) Chrome/140 Safari/537.36"), "Chrome, Linux");
});

test("a countdown ends at nothing", () => {
  assert.deepEqual([left(600_000, 0), left(59_001, 0), left(0, 5)], ["10:00", "1:00", "0:00"]);
});
