// The recipient's page: what changed is fetched again, the map shows the door and, when it is near, the van.
// The line between them is an arc on purpose: the streets of the route pass other people's doors.
import { makeMap } from "map/basemap";
import { startLive } from "staff/live";

const CLOSE_UP = 15;
const BEND = 0.18;
const ARC_POINTS = 24;

/** "60.1,24.9" as [60.1, 24.9], or null. */
export function pointOf(text) {
  const parts = (text ?? "").split(",").map(Number.parseFloat);
  return parts.length === 2 && parts.every(Number.isFinite) ? parts : null;
}

/** Points of a quiet curve from one point to another. */
export function arcBetween([lat1, lon1], [lat2, lon2]) {
  const across = [(lat1 + lat2) / 2 + (lon2 - lon1) * BEND, (lon1 + lon2) / 2 - (lat2 - lat1) * BEND];
  return Array.from({ length: ARC_POINTS + 1 }, (_, step) => {
    const t = step / ARC_POINTS;
    const [a, b, c] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
    return [a * lat1 + b * across[0] + c * lat2, a * lon1 + b * across[1] + c * lon2];
  });
}

function sign(at, kind) {
  const icon = L.divIcon({ className: `track-pin track-pin--${kind}`, iconSize: [40, 40] });
  return L.marker(at, { icon, interactive: false, keyboard: false });
}

function show(map, layer, place) {
  layer.clearLayers();
  const [home, van] = [pointOf(place.dataset.home), pointOf(place.dataset.van)];
  if (home) sign(home, "home").addTo(layer);
  if (van) sign(van, "van").addTo(layer);
  if (home && van) L.polyline(arcBetween(van, home), { className: "track-arc", interactive: false }).addTo(layer);
  const seen = [home, van].filter(Boolean);
  if (seen.length === 2) map.fitBounds(L.latLngBounds(seen), { padding: [56, 56], animate: false, maxZoom: CLOSE_UP });
  else if (seen.length === 1) map.setView(seen[0], CLOSE_UP, { animate: false });
}

function start(element) {
  const still = { dragging: false, scrollWheelZoom: false, keyboard: false, zoomControl: false };
  const map = makeMap(element, { fit: false, ...still });
  const layer = L.layerGroup().addTo(map);
  const redraw = () => {
    const place = document.getElementById("followed");
    if (place) show(map, layer, place);
  };
  map.ready.then(redraw);
  map.on("grown", redraw);
  document.addEventListener("htmx:afterSettle", redraw);
}

const element = globalThis.document?.getElementById("map");
if (element) {
  start(element);
  startLive();
}
