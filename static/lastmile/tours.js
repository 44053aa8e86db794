// Tours on a map: lines along the roads, stops, the depot, what was left out. Texts are never read as markup.
import { decode } from "lastmile/polyline";

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Words in an element of their own: names come from customers. */
function said(text) {
  const holder = document.createElement("span");
  holder.textContent = text;
  return holder;
}

function mark(at, className, content, options = {}) {
  const icon = L.divIcon({ className, html: content ?? "", iconSize: null });
  return L.marker(at, { icon, keyboard: false, ...options });
}

function hueOf(route) {
  return `route-hue-${route.hue}${route.hollow ? " route-tag--hollow" : ""}`;
}

/** Until the lines along the roads are known: straight from stop to stop. */
function straight(route, depots) {
  const stops = route.stops.map((stop) => stop.at);
  return [...depots.slice(0, 1), ...stops, ...depots.slice(0, 1)];
}

function linesOf(route, colour, depots) {
  const roads = route.lines.map(decode).filter((points) => points.length > 1);
  if (!roads.length) return [L.polyline(straight(route, depots), { color: colour, weight: 1.5, opacity: 0.7, dashArray: "4 4" })];
  const lines = roads.map((points) => L.polyline(points, { color: colour, weight: route.hollow ? 3.5 : 2.5 }));
  if (!route.hollow) return lines;
  return [...lines, ...roads.map((points) => L.polyline(points, { color: token("--surface"), weight: 1.3 }))];
}

function dotOf(stop, route, colour) {
  const fill = route.hollow ? token("--surface") : colour;
  const dot = L.circleMarker(stop.at, { radius: 3.5, weight: 1.5, color: colour, fillColor: fill, fillOpacity: 1 });
  return dot.bindTooltip(said(`${route.code} · ${stop.number} · ${stop.time} ${stop.name}`));
}

function nameOf(route) {
  const farthest = route.stops[Math.floor(route.stops.length / 2)];
  const label = document.createElement("span");
  label.append(document.createElement("i"), said(route.code));
  return mark(farthest.at, `tour-mark ${hueOf(route)}`, label, { zIndexOffset: 400 });
}

function tourOf(route, depots, chosen) {
  const colour = token(`--r${route.hue}`);
  const group = L.featureGroup([...linesOf(route, colour, depots), ...route.stops.map((stop) => dotOf(stop, route, colour))]);
  const numbers = L.layerGroup(
    route.stops.map((stop) => mark(stop.at, `call-mark ${hueOf(route)}`, said(stop.number), { interactive: false })),
  );
  const name = route.stops.length ? nameOf(route) : null;
  if (name) name.on("click", () => chosen(String(route.number)));
  group.on("click", () => chosen(String(route.number)));
  return { group, numbers, name };
}

function depotOf(site) {
  const icon = document.querySelector("template[data-depot]")?.content.firstElementChild?.cloneNode(true);
  return mark(site.at, "depot-mark", icon, { zIndexOffset: 800 }).bindTooltip(said(site.name));
}

/**
 * Draw tours: `{ sites: [{name, at}], routes: [{number, hue, hollow, code, lines, stops}], left: [{name, at, reason}] }`.
 * `chosen(number)` is called when one is clicked. Returns what `light` takes, with `remove()` and `getBounds()`.
 */
export function drawTours(map, data, chosen) {
  const depots = data.sites.map((site) => site.at);
  const tours = new Map(data.routes.map((route) => [String(route.number), tourOf(route, depots, chosen)]));
  const left = data.left.filter((one) => one.at[0] !== null);
  const marks = [
    ...left.map((one) => mark(one.at, "left-mark").bindTooltip(said(`${one.name}: ${one.reason}`))),
    ...data.sites.map(depotOf),
  ];
  const all = L.featureGroup([...[...tours.values()].flatMap(({ group, name }) => (name ? [group, name] : [group])), ...marks]);
  all.addTo(map);
  return {
    map,
    tours,
    getBounds: () => all.getBounds(),
    remove: () => {
      all.remove();
      for (const tour of tours.values()) tour.numbers.remove();
    },
  };
}

/** Let one tour stand out with the numbers of its stops, or none. */
export function light(drawn, chosen) {
  for (const [number, tour] of drawn.tours) {
    const isFaded = chosen !== null && number !== chosen;
    tour.group.setStyle({ opacity: isFaded ? 0.15 : 1, fillOpacity: isFaded ? 0.15 : 1 });
    tour.name?.getElement()?.classList.toggle("is-faded", isFaded);
    if (number === chosen) tour.numbers.addTo(drawn.map);
    else tour.numbers.remove();
    if (number === chosen) tour.group.bringToFront();
  }
}
