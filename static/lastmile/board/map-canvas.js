// @ts-check
// A canvas over the base map that follows it: redrawn after each move, and when the board asks for it.
const ROOM = 0.35;

/**
 * @param {any} map a Leaflet map
 * @param {string} pane
 * @param {(ink: CanvasRenderingContext2D, view: { world: number, origin: number[], width: number, height: number }) => void} paint
 *   `world` is the width of the flat world in pixels, `origin` what is drawn at the canvas's corner in flat units
 */
export function canvasOn(map, pane, paint) {
  map.createPane(pane).classList.add("board-pane");
  const canvas = document.createElement("canvas");
  canvas.className = "board-canvas";
  map.getPane(pane).append(canvas);
  const ink = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  let frame = 0;

  function redraw() {
    frame = 0;
    const size = map.getSize(), sharp = window.devicePixelRatio || 1;
    const margin = size.multiplyBy(ROOM).round(), corner = map.containerPointToLayerPoint(margin.multiplyBy(-1));
    const width = size.x + 2 * margin.x, height = size.y + 2 * margin.y;
    if (canvas.width !== Math.round(width * sharp) || canvas.height !== Math.round(height * sharp)) {
      canvas.width = Math.round(width * sharp);
      canvas.height = Math.round(height * sharp);
      canvas.style.inlineSize = `${width}px`;
      canvas.style.blockSize = `${height}px`;
    }
    L.DomUtil.setPosition(canvas, corner);
    ink.setTransform(sharp, 0, 0, sharp, 0, 0);
    ink.clearRect(0, 0, width, height);
    const world = 256 * 2 ** map.getZoom(), at = map.getPixelOrigin().add(corner);
    paint(ink, { world, origin: [at.x / world, at.y / world], width, height });
  }

  const ask = () => {
    if (!frame) frame = requestAnimationFrame(redraw);
  };
  map.on("moveend zoomend resize viewreset grown", ask);
  ask();
  return ask;
}
