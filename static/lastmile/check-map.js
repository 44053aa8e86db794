// Check this address: a pin that one drags, clicks or moves with the arrows, and the candidates by number.
import { makeMap } from "map/basemap";
import { stepOf } from "map/pin-steps";

const DIGITS = 6;
const ZOOM = 16;
const box = document.querySelector("[data-check-map]");
const form = document.querySelector("[data-check-form]");

function numbers(longitude, latitude) {
  const point = [Number.parseFloat(latitude), Number.parseFloat(longitude)];
  return point.every(Number.isFinite) ? point : null;
}

function pinIcon() {
  return L.divIcon({ className: "pin", iconSize: [26, 26], iconAnchor: [13, 30] });
}

function write({ lat, lng }) {
  form.elements.longitude.value = lng.toFixed(DIGITS);
  form.elements.latitude.value = lat.toFixed(DIGITS);
}

function start() {
  const map = makeMap(box, { fit: true });
  const pin = L.marker([0, 0], { draggable: true, icon: pinIcon(), keyboard: true, title: gettext("Pin"), alt: gettext("Pin") });

  function put(at, { look = false } = {}) {
    pin.setLatLng(at).addTo(map);
    write(pin.getLatLng());
    if (look) map.setView(at, Math.max(map.getZoom(), ZOOM), { animate: false });
  }

  pin.on("dragend", () => write(pin.getLatLng()));
  map.on("click", (event) => put(event.latlng));
  pin.on("add", () => pin.getElement().addEventListener("keydown", (event) => nudge(event, pin, map)));
  for (const name of ["longitude", "latitude"]) {
    form.elements[name].addEventListener("change", () => {
      const at = numbers(form.elements.longitude.value, form.elements.latitude.value);
      if (at) put(at, { look: true });
    });
  }
  const places = [...form.querySelectorAll("[data-candidate]")];
  const known = places.map((place) => numbers(place.dataset.longitude, place.dataset.latitude));
  for (const [index, place] of places.entries()) place.addEventListener("click", () => take(index));

  function take(index) {
    for (const [number, place] of places.entries()) place.setAttribute("aria-pressed", String(number === index));
    put(known[index], { look: true });
  }

  document.addEventListener("keydown", (event) => onKey(event, places, take));
  map.ready.then(() => {
    known.forEach((at, index) => at && candidateMark(at, index + 1).on("click", () => take(index)).addTo(map));
    const pinned = numbers(box.dataset.longitude, box.dataset.latitude);
    const seen = [pinned, ...known].filter(Boolean);
    if (pinned) pin.setLatLng(pinned).addTo(map);
    if (seen.length) map.fitBounds(L.latLngBounds(seen), { padding: [40, 40], maxZoom: ZOOM, animate: false });
    map.on("grown", () => seen.length && map.fitBounds(L.latLngBounds(seen), { padding: [40, 40], maxZoom: ZOOM, animate: false }));
    box.dataset.checkMap = "drawn";
  });
}

function candidateMark(at, number) {
  return L.marker(at, { icon: L.divIcon({ className: "candidate-mark", html: String(number), iconSize: [20, 20] }), keyboard: false });
}

function nudge(event, pin, map) {
  const step = stepOf(event.key, event.shiftKey);
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  const moved = map.latLngToContainerPoint(pin.getLatLng()).add(step);
  pin.setLatLng(map.containerPointToLatLng(moved));
  write(pin.getLatLng());
}

function onKey(event, places, take) {
  if (event.target.closest("input, textarea, select, dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const index = Number.parseInt(event.key, 10) - 1;
  if (places[index]) take(index);
  if (event.key === "j" || event.key === "k") follow(event.key === "j" ? 1 : -1);
}

function follow(step) {
  const links = [...document.querySelectorAll("[data-check-link]")];
  const at = links.findIndex((link) => link.hasAttribute("aria-current"));
  links[at + step]?.click();
}

if (box && form) start();
