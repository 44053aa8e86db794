import assert from "node:assert/strict";
import test from "node:test";

import { colourOfState, markText } from "../../static/lastmile/order-marks.js";
import { stepOf } from "../../static/map/pin-steps.js";

test("every state of an order has a colour, an unknown one that of what is over", () => {
  assert.equal(colourOfState("check"), "--late-fill");
  assert.equal(colourOfState("nonsense"), colourOfState("over"));
});

test("a mark says its words as text, whatever they hold", () => {
  const made = [];
  const document = {
    createElement: (tag) => ({ tag, textContent: "", append: (part) => made.push(part) }),
  };
  markText(document, { name: "<b>W-1</b>", who: "Rosa", where: "Hauptstraße 7" });
  assert.deepEqual(made.map((part) => part.textContent), ["<b>W-1</b>", "Rosa", "Hauptstraße 7"]);
});

test("arrows move the pin a little, with shift a lot, other keys not at all", () => {
  assert.deepEqual(stepOf("ArrowUp", false), [0, -2]);
  assert.deepEqual(stepOf("ArrowRight", true), [20, 0]);
  assert.equal(stepOf("a", false), null);
});
