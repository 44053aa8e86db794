// A Leaflet map on our own tiles: no other server is asked. Without roads it is plain ground.
import { coloursOf, labelRules, paintRules } from "map/style";

const DEEPEST_DATA = 15;
const CLOSEST = 19;

/**
 * Make a map in an element whose `data-tiles-url` names the map's description (TileJSON).
 * Returns the Leaflet map at once (also as the element's `baseMap`); `map.ready` resolves to the description when the ground is drawn.
 * The caller adds its own layers, and fits the view unless it asks for `fit: true`.
 */
export function makeMap(element, { fit = true, ...options } = {}) {
  const map = L.map(element, { zoomControl: false, maxZoom: CLOSEST, zoomSnap: 0.5, fadeAnimation: false, ...options });
  element.baseMap = map;
  map.attributionControl.setPrefix(false);
  if (options.zoomControl !== false) {
    L.control
      .zoom({ position: "topright", zoomInTitle: gettext("Closer"), zoomOutTitle: gettext("Farther away") })
      .addTo(map);
  }
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  map.setView([0, 0], 2);
  followSize(map, element);
  map.ready = describe(element.dataset.tilesUrl).then((description) => {
    if (description) addGround(map, description, fit);
    element.dataset.map = description ? "drawn" : "plain";
    return description;
  });
  return map;
}

/** The element may grow after the map was made: late styles, an opened panel, a turned phone. */
function followSize(map, element) {
  const watch = new ResizeObserver(() => {
    map.invalidateSize({ animate: false });
    map.fire("grown");
  });
  watch.observe(element);
  map.on("unload", () => watch.disconnect());
}

async function describe(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    const description = answer.ok ? await answer.json() : null;
    return description?.tiles.length ? description : null;
  } catch {
    return null; // no network, or signed out: the plain ground stays
  }
}

function addGround(map, description, fit) {
  const draw = protomapsL;
  const colours = coloursOf(map.getContainer());
  const layer = draw.leafletLayer({
    url: description.tiles[0],
    maxDataZoom: Math.min(description.maxzoom, DEEPEST_DATA),
    attribution: escapeHtml(description.attribution),
    paintRules: paintRules(draw, colours),
    labelRules: labelRules(draw, colours),
    backgroundColor: colours.ground,
    lang: document.documentElement.lang,
  });
  layer.addTo(map);
  const [west, south, east, north] = description.bounds;
  const bounds = L.latLngBounds([south, west], [north, east]);
  if (fit) keepFitting(map, bounds);
  const repaint = () => changeColours(layer, draw, coloursOf(map.getContainer()));
  document.addEventListener("theme:changed", repaint);
  map.on("unload", () => document.removeEventListener("theme:changed", repaint));
}

/** Show the whole area, again after each change of size, until somebody moves the map. */
function keepFitting(map, bounds) {
  const show = () => map.fitBounds(bounds, { animate: false, padding: [8, 8] });
  const container = map.getContainer();
  const letGo = () => {
    map.off("grown", show);
    for (const act of ["pointerdown", "wheel", "keydown"]) container.removeEventListener(act, letGo);
  };
  for (const act of ["pointerdown", "wheel", "keydown"]) container.addEventListener(act, letGo, { passive: true });
  map.on("grown", show);
  show();
  map.setMaxBounds(bounds.pad(1.5)); // after the first view: from anywhere else Leaflet would glide there
}

function changeColours(layer, draw, colours) {
  layer.paintRules = paintRules(draw, colours);
  layer.labelRules = labelRules(draw, colours);
  layer.backgroundColor = colours.ground;
  layer.clearLayout();
  layer.rerenderTiles();
}

function escapeHtml(text) {
  const holder = document.createElement("span");
  holder.textContent = text;
  return holder.innerHTML;
}
