// The logic of staff modules that needs no page. Loaded as text: the modules have plain-name imports in the browser.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

async function load(name) {
  const source = await readFile(new URL(`../../static/staff/${name}.js`, import.meta.url), "utf8");
  return import(`data:text/javascript,${encodeURIComponent(source)}`);
}

const { addressOf, topicsOf, waitBefore } = await load("live");
const { sizeText } = await load("filedrop");
const { headState } = await load("table");
const { isShortcut } = await load("shortcuts");

const element = (live) => ({ dataset: { live } });

test("each topic is asked for once, in a stable order", () => {
  assert.deepEqual(topicsOf([element("plan:2 orders:all"), element("orders:all"), element(" ")]), [
    "orders:all",
    "plan:2",
  ]);
});

test("topics stand one by one in the address of the stream", () => {
  assert.equal(addressOf("/events", ["orders:all", "a&b"]), "/events?topic=orders%3Aall&topic=a%26b");
});

test("waiting doubles up to half a minute and never starts at the same time for all", () => {
  assert.equal(waitBefore(0, () => 0), 500);
  assert.equal(waitBefore(0, () => 1), 1000);
  assert.equal(waitBefore(3, () => 1), 8000);
  assert.equal(waitBefore(60, () => 1), 30000);
});

test("file sizes are read by people", () => {
  assert.equal(sizeText(0, "en"), "0 byte");
  assert.equal(sizeText(14_600, "en"), "15 kB");
  assert.equal(sizeText(1_440_000, "en"), "1.4 MB");
  assert.equal(sizeText(1_440_000, "de"), "1,4 MB");
});

test("the head box is checked for all, half for some, and empty for none of none", () => {
  assert.deepEqual(headState(0, 0), { checked: false, indeterminate: false });
  assert.deepEqual(headState(2, 3), { checked: false, indeterminate: true });
  assert.deepEqual(headState(3, 3), { checked: true, indeterminate: false });
});

test("typing, the browser's own keys and held keys are no shortcuts", () => {
  assert.equal(isShortcut({ key: "?" }, false), true);
  assert.equal(isShortcut({ key: "n" }, true), false);
  assert.equal(isShortcut({ key: "n", ctrlKey: true }, false), false);
  assert.equal(isShortcut({ key: "n", repeat: true }, false), false);
  assert.equal(isShortcut({ key: "n", isComposing: true }, false), false);
  assert.equal(isShortcut({ key: "Enter" }, false), false);
});
