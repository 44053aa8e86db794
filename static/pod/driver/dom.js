// Building pieces of a page from values: text stays text, so nothing that somebody typed can become markup.
const SPRITE = document.querySelector("[data-sprite]")?.dataset.sprite ?? "";

/** `h("button.big", {onclick, "aria-pressed": true}, "Text", child)`; null and false children are left out. */
export function h(name, ...rest) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag || "div");
  if (classes.length) made.className = classes.join(" ");
  const [first] = rest;
  const isPlain = first && typeof first === "object" && !(first instanceof Node) && !Array.isArray(first);
  if (isPlain) setAll(made, rest.shift());
  made.append(...rest.flat(3).filter((one) => one !== null && one !== undefined && one !== false && one !== ""));
  return made;
}

/** An icon of the sprite, in the colour of the text. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", `icon${["arrow-left", "chevron-right", "undo-2"].includes(name) ? " icon--directional" : ""}`);
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${SPRITE}#${name}`);
  svg.append(use);
  return svg;
}

function setAll(element, facts) {
  for (const [name, value] of Object.entries(facts)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
}
