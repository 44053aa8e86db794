// @ts-check
// What is painted on the map's canvases: routes as lines, calm stops as dots.

/** @import { Route, Stop } from "./types.js" */

const OVER = new Set(["done", "failed"]);
const TROUBLED = new Set(["late", "risk"]);

const token = (/** @type {string} */ name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The theme's colours, read once per theme and not once per line. */
export function inks() {
  return { hues: Array.from({ length: 9 }, (_, hue) => (hue ? token(`--r${hue}`) : "")), surface: token("--surface"), ground: token("--map-ground") };
}

/** Is a stop a numbered pin (an element of its own) rather than a dot? */
export function isPin(/** @type {Stop} */ stop, /** @type {Route} */ route, /** @type {any} */ state) {
  if (stop.state === "break" || !stop.at) return false;
  if (route.id === state.selected || state.picked.has(stop.id)) return true;
  if (state.selected) return false;
  return TROUBLED.has(stop.state) && (!state.meant.stops || state.meant.stops.has(stop.id));
}

/** How strongly a route shows: 1 as usual, less when another one is chosen or meant. */
export function strength(/** @type {Route} */ route, /** @type {any} */ state) {
  if (state.selected) return route.id === state.selected ? 1 : route.id === state.hovered ? 0.6 : 0.16;
  if (state.meant.routes && !state.meant.routes.has(route.id)) return 0.12;
  return state.hovered && route.id !== state.hovered ? 0.45 : 1;
}

/** @param {CanvasRenderingContext2D} ink @param {Route} route @param {any} paths @param {any} look */
export function paintRoute(ink, route, paths, { colours, power, isChosen }) {
  const colour = colours.hues[route.hue], wide = isChosen ? 5 : 2.6;
  const stroke = (/** @type {Path2D} */ path, /** @type {string} */ style, /** @type {number} */ width, /** @type {number} */ alpha) => {
    Object.assign(ink, { strokeStyle: style, lineWidth: width, globalAlpha: alpha });
    ink.stroke(path);
  };
  stroke(paths.behind, colour, isChosen ? 3 : 2, power * (isChosen ? 0.5 : 0.3));
  if (isChosen) stroke(paths.ahead, colours.ground, wide + 4, 0.95);
  stroke(paths.ahead, colour, wide, power * 0.92);
  if (route.hollow && power > 0.4) stroke(paths.ahead, colours.surface, wide * 0.42, 1);
  ink.globalAlpha = 1;
}

/** @param {CanvasRenderingContext2D} ink @param {Stop} stop @param {Route} route @param {number[]} at @param {any} look */
export function paintDot(ink, stop, route, [x, y], { colours, power, isMeant }) {
  const isOver = OVER.has(stop.state), colour = colours.hues[route.hue];
  ink.globalAlpha = isMeant ? power : Math.min(power, 0.16);
  ink.beginPath();
  ink.arc(x, y, isOver ? 2.6 : 4.2, 0, 2 * Math.PI);
  if (isOver) {
    ink.globalAlpha *= 0.6;
    ink.fillStyle = colour;
    ink.fill();
    ink.globalAlpha = 1;
    return;
  }
  ink.fillStyle = colours.surface;
  ink.fill();
  Object.assign(ink, { strokeStyle: colour, lineWidth: route.hollow ? 1.6 : 2.4 });
  ink.stroke();
  ink.globalAlpha = 1;
}
