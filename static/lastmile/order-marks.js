// What a mark on the map of orders says and which colour it has. No map library: tested with node.
const COLOURS = {
  open: "--live-fill",
  planned: "--ok-fill",
  short: "--risk-fill",
  check: "--late-fill",
  over: "--idle-fill",
};

/** The token that colours a mark. */
export function colourOfState(state) {
  return COLOURS[state] ?? COLOURS.over;
}

/** An element with the order's name, its recipient and its address: text only, whatever they hold. */
export function markText(document, order) {
  const box = document.createElement("div");
  for (const [tag, text] of [["strong", order.name], ["div", order.who], ["div", order.where]]) {
    const part = document.createElement(tag);
    part.textContent = text;
    box.append(part);
  }
  return box;
}
