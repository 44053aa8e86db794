// @ts-check
// Making elements. Texts are set as text: names come from customers and are never read as markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * An element with attributes and children; texts and elements both.
 * @param {string} tag @param {Record<string, any>} attributes @param {...(Node|string|null|undefined|false)} children
 */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

/** The same for SVG. @param {string} tag @param {Record<string, any>} attributes @param {...(Node|string)} children */
export function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  fill(element, attributes, children);
  return element;
}

function fill(/** @type {Element} */ element, /** @type {Record<string, any>} */ attributes, /** @type {any[]} */ children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
}

/** A copy of one of the page's icons; empty where the page has none of that name. */
export function icon(/** @type {string} */ name) {
  const template = /** @type {HTMLTemplateElement|null} */ (document.querySelector("#board-icons"));
  const found = template?.content.querySelector(`use[href$="#${name}"]`)?.parentElement;
  return found ? found.cloneNode(true) : "";
}

/** The classes that give an element a route's colour. */
export function hueOf(/** @type {import("./types.js").Route} */ route) {
  return `route-hue-${route.hue}${route.hollow ? " is-hollow" : ""}`;
}

/** A route's tag. */
export function tagOf(/** @type {import("./types.js").Route} */ route) {
  return make("span", { class: `route-tag route-hue-${route.hue}${route.hollow ? " route-tag--hollow" : ""}` }, route.code);
}
