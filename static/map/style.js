// How the base map is painted: calm ground and streets in the colours of the theme, so that tours stand out.

const TOKENS = ["ground", "out", "road", "road-2", "water", "park", "label"];
const FONT = "Inter, system-ui, sans-serif";
const AREAS = {
  park: "park",
  wood: "park",
  grass: "park",
  pitch: "park",
  cemetery: "park",
  industrial: "out",
  commercial: "out",
  school: "out",
  hospital: "out",
};
const WIDTHS = {
  highway: [[8, 1], [12, 2.5], [15, 7], [18, 22]],
  major_road: [[8, 0.6], [12, 1.6], [15, 5.5], [18, 20]],
  minor_road: [[12, 0.3], [14, 1.4], [16, 4.5], [18, 14]],
  path: [[14, 0.4], [16, 1.2], [18, 3]],
};
const TRUNK_ROADS = new Set(["trunk", "primary", "secondary"]);
const HALO_PIXELS = 2;

/** The theme's map colours of an element, by token name without `--map-`. */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  return Object.fromEntries(TOKENS.map((name) => [name, style.getPropertyValue(`--map-${name}`).trim()]));
}

/** Width in pixels of a kind of road at a zoom level: straight lines between the steps of the table. */
export function roadWidth(kind, zoom) {
  const steps = WIDTHS[kind] ?? WIDTHS.path;
  const next = steps.findIndex(([level]) => level >= zoom);
  if (next === -1) return steps.at(-1)[1];
  if (next === 0) return steps[0][1];
  const [[from, narrow], [to, wide]] = [steps[next - 1], steps[next]];
  return narrow + ((zoom - from) / (to - from)) * (wide - narrow);
}

/** Which token paints an area; nothing for ground that needs no colour of its own. */
export function areaColour(kind) {
  return AREAS[kind] ?? "";
}

/** What is painted, from the bottom up. `draw` is the protomaps-leaflet library. */
export function paintRules(draw, colours) {
  const fill = (dataLayer, colour, more = {}) => ({
    dataLayer,
    symbolizer: new draw.PolygonSymbolizer({ fill: colour, ...more }),
  });
  const road = (kind, colour) => ({
    dataLayer: "roads",
    symbolizer: new draw.LineSymbolizer({
      color: colour,
      width: (zoom) => roadWidth(kind, zoom),
      lineCap: "round",
      lineJoin: "round",
    }),
    filter: (zoom, feature) => feature.props.kind === kind,
  });
  return [
    fill("earth", colours.ground),
    ...["park", "out"].map((token) => ({
      ...fill("landuse", colours[token]),
      filter: (zoom, feature) => areaColour(feature.props.kind) === token,
    })),
    { ...fill("water", colours.water), filter: (zoom, feature) => feature.geomType === 3 },
    {
      dataLayer: "water",
      symbolizer: new draw.LineSymbolizer({ color: colours.water, width: 1.5 }),
      filter: (zoom, feature) => feature.geomType === 2,
    },
    { ...fill("buildings", colours.label, { opacity: 0.16 }), minzoom: 14 },
    {
      dataLayer: "roads",
      symbolizer: new draw.LineSymbolizer({ color: colours.label, width: 0.8, dash: [6, 4], opacity: 0.6 }),
      filter: (zoom, feature) => feature.props.kind === "rail",
    },
    road("path", colours["road-2"]),
    road("minor_road", colours["road-2"]),
    road("major_road", colours.road),
    road("highway", colours.road),
  ];
}

/** What is written, the most important first. */
export function labelRules(draw, colours) {
  const written = { labelProps: ["name"], fill: colours.label, stroke: colours.ground };
  const place = (kinds, font, more = {}) => ({
    dataLayer: "places",
    symbolizer: new draw.CenteredTextSymbolizer({ ...written, width: HALO_PIXELS, font: `${font} ${FONT}` }),
    filter: (zoom, feature) => kinds.has(feature.props.kind_detail),
    ...more,
  });
  const street = (isMain, font, minzoom) => ({
    dataLayer: "roads",
    symbolizer: new draw.LineLabelSymbolizer({ ...written, width: HALO_PIXELS, font: `${font} ${FONT}` }),
    filter: (zoom, feature) => TRUNK_ROADS.has(feature.props.kind_detail) === isMain && feature.props.kind !== "path",
    minzoom,
  });
  return [
    place(new Set(["city", "town"]), "600 15px", { maxzoom: 14 }),
    place(new Set(["village", "suburb"]), "500 12px", { minzoom: 12 }),
    street(true, "500 11px", 14),
    street(false, "400 11px", 16),
  ];
}
