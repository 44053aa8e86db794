// A pin of the administration: drag it, click, or move it with the arrows; the two numbers say the same.
import { makeMap } from "map/basemap";
import { stepOf } from "map/pin-steps";

const DIGITS = 6;
const ZOOM = 15;

function typed(longitude, latitude) {
  const point = [Number.parseFloat(latitude.value), Number.parseFloat(longitude.value)];
  return point.every(Number.isFinite) && Math.abs(point[0]) <= 90 && Math.abs(point[1]) <= 180 ? point : null;
}

function start(box) {
  const form = box.closest("form");
  const latitude = form.elements[box.dataset.latitude];
  const longitude = form.elements[box.dataset.longitude];
  const map = makeMap(box, { fit: true });
  const icon = L.divIcon({ className: "pin", iconSize: [26, 26], iconAnchor: [13, 30] });
  const pin = L.marker([0, 0], { draggable: true, icon, keyboard: true, title: gettext("Pin"), alt: gettext("Pin") });

  function write() {
    const at = pin.getLatLng().wrap();
    longitude.value = at.lng.toFixed(DIGITS);
    latitude.value = at.lat.toFixed(DIGITS);
  }

  function follow() {
    const at = typed(longitude, latitude);
    if (!at) return pin.remove();
    pin.setLatLng(at).addTo(map);
    map.setView(at, Math.max(map.getZoom(), ZOOM), { animate: false });
  }

  pin.on("dragend", write);
  pin.on("add", () => pin.getElement().addEventListener("keydown", nudge));
  map.on("click", (event) => {
    pin.setLatLng(event.latlng).addTo(map);
    write();
  });
  for (const input of [longitude, latitude]) input.addEventListener("change", follow);

  function nudge(event) {
    const step = stepOf(event.key, event.shiftKey);
    if (!step) return;
    event.preventDefault();
    event.stopPropagation();
    pin.setLatLng(map.containerPointToLatLng(map.latLngToContainerPoint(pin.getLatLng()).add(step)));
    write();
  }

  map.ready.then(() => {
    follow();
    map.on("grown", () => pin.getElement() && map.setView(pin.getLatLng(), map.getZoom(), { animate: false }));
    box.dataset.pinMap = "drawn";
  });
}

for (const box of document.querySelectorAll("[data-pin-map]")) start(box);
