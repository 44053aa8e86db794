import assert from "node:assert/strict";
import test from "node:test";

import { areaColour, labelRules, paintRules, roadWidth } from "../../static/map/style.js";

class Symbolizer {
  constructor(options) {
    Object.assign(this, options);
  }
}
const draw = {
  PolygonSymbolizer: Symbolizer,
  LineSymbolizer: Symbolizer,
  CenteredTextSymbolizer: Symbolizer,
  LineLabelSymbolizer: Symbolizer,
};
const colours = { ground: "#g", out: "#o", road: "#r", "road-2": "#s", water: "#w", park: "#p", label: "#l" };

test("roads grow with the zoom level and never jump", () => {
  assert.equal(roadWidth("major_road", 8), 0.6);
  assert.equal(roadWidth("major_road", 13.5), 1.6 + 0.5 * (5.5 - 1.6));
  assert.equal(roadWidth("major_road", 20), 20);
  for (const kind of ["highway", "major_road", "minor_road", "path"]) {
    for (let zoom = 8; zoom < 19; zoom += 0.25) {
      assert.ok(roadWidth(kind, zoom + 0.25) >= roadWidth(kind, zoom));
    }
  }
});

test("parks are green, works are grey, farmland is ground", () => {
  assert.deepEqual(["park", "industrial", "farmland"].map(areaColour), ["park", "out", ""]);
});

test("the ground comes first and every colour is the theme's", () => {
  const rules = paintRules(draw, colours);
  assert.equal(rules[0].dataLayer, "earth");
  for (const rule of rules) {
    const colour = rule.symbolizer.fill ?? rule.symbolizer.color;
    assert.ok(Object.values(colours).includes(colour), `${rule.dataLayer} ${colour}`);
  }
});

test("names of towns are written before names of streets", () => {
  assert.deepEqual(labelRules(draw, colours).map((rule) => rule.dataLayer), ["places", "places", "roads", "roads"]);
});
