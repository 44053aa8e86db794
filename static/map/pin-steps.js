// How far an arrow key moves a pin, in pixels of the map. Tested with node.
const FINE = 2;
const COARSE = 20;
const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

/** Pixels to the right and down for a key, or nothing for a key that moves no pin. */
export function stepOf(key, isCoarse) {
  const arrow = ARROWS[key];
  if (!arrow) return null;
  const size = isCoarse ? COARSE : FINE;
  return [arrow[0] * size, arrow[1] * size];
}
