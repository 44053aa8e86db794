// The board: list, map and time line show the same routes; what is chosen in one lights up in the others.
import { makeMap } from "map/basemap";
import { drawTours, light } from "lastmile/tours";

const TICK_MS = 250;
const board = { map: null, drawn: null, data: null, isFitted: false, changes: null, lit: null };

function parts() {
  return document.querySelectorAll("[data-route]");
}

function choose(number) {
  if (board.lit === number) return;
  board.lit = number;
  for (const part of parts()) part.classList.toggle("is-lit", part.dataset.route === number);
  if (board.drawn) light(board.drawn, number);
}

/** The opened route stays lit when nothing is under the pointer. */
function openNumber() {
  return document.querySelector("details[data-route][open]")?.dataset.route ?? null;
}

function open(number) {
  const part = document.querySelector(`.tour[data-route="${CSS.escape(number)}"]`);
  const link = part?.querySelector(":scope > a");
  if (link) link.click();
  if (part?.tagName !== "DETAILS") return;
  part.open = !part.open;
  part.scrollIntoView({ block: "nearest" });
}

function closeOthers(opened) {
  for (const other of document.querySelectorAll("details[data-route][open]")) if (other !== opened) other.open = false;
}

function listen() {
  const routeOf = (event) => event.target.closest?.("[data-route]")?.dataset.route ?? null;
  for (const kind of ["mouseover", "focusin"])
    document.addEventListener(kind, (event) => choose(routeOf(event) ?? openNumber()));
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches("details[data-route]")) return;
    if (event.target.open) closeOthers(event.target);
    choose(openNumber());
  }, true);
  document.addEventListener("click", (event) => {
    const lane = event.target.closest("a.lane[href^='#']");
    if (!lane) return;
    event.preventDefault();
    open(lane.dataset.route);
  });
}

function redraw() {
  board.drawn?.remove();
  board.drawn = drawTours(board.map, board.data, open);
  light(board.drawn, board.lit);
}

async function load(element) {
  const answer = await fetch(element.dataset.toursUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) return;
  board.data = await answer.json();
  redraw();
  const bounds = board.drawn.getBounds();
  if (bounds.isValid() && !board.isFitted) {
    board.map.fitBounds(bounds.pad(0.05), { animate: false });
    board.isFitted = true;
  }
  element.dataset.tours = "drawn";
}

function tick() {
  for (const bar of document.querySelectorAll("[data-ticks]")) {
    bar.value = Math.min(bar.max, bar.value + TICK_MS / 1000);
  }
}

/** The plan's parts were fetched again: what was open stays open, and a better plan is drawn. */
function keepUp(element) {
  let opened = null;
  document.addEventListener("htmx:beforeSwap", () => {
    opened = openNumber();
  });
  document.addEventListener("htmx:afterSwap", () => {
    if (opened) document.getElementById(`route-${opened}`)?.setAttribute("open", "");
    const changes = document.getElementById("plan")?.dataset.changes;
    if (changes === board.changes) return;
    board.changes = changes;
    load(element);
  });
}

function start() {
  const element = document.querySelector("[data-tours-url]");
  if (!element) return;
  board.changes = document.getElementById("plan")?.dataset.changes;
  board.map = makeMap(element, { fit: false });
  document.addEventListener("theme:changed", () => board.data && redraw());
  listen();
  keepUp(element);
  load(element);
  setInterval(tick, TICK_MS);
}

for (const form of document.querySelectorAll("[data-day-choice]")) {
  form.querySelector("input").addEventListener("change", (event) => event.target.validity.valid && form.requestSubmit());
}
if (window.L) start();
