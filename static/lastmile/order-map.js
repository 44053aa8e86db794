// One address on the map: its pin, and where the vehicle stops.
import { makeMap } from "map/basemap";

const ZOOM = 15;

function point(element, name) {
  const longitude = Number.parseFloat(element.dataset[`${name}ongitude`]);
  const latitude = Number.parseFloat(element.dataset[`${name}atitude`]);
  return Number.isFinite(longitude) && Number.isFinite(latitude) ? [latitude, longitude] : null;
}

function circle(at, token, element, radius) {
  const colours = getComputedStyle(element);
  return L.circleMarker(at, {
    radius,
    weight: 2,
    color: colours.getPropertyValue("--surface").trim(),
    fillColor: colours.getPropertyValue(token).trim(),
    fillOpacity: 1,
    interactive: false,
  });
}

async function show(element) {
  const map = makeMap(element, { fit: false });
  await map.ready;
  const pin = point(element, "l");
  if (!pin) return;
  map.setView(pin, ZOOM, { animate: false });
  map.on("grown", () => map.setView(pin, ZOOM, { animate: false }));
  const access = point(element, "accessL");
  if (access) {
    L.polyline([pin, access], { weight: 2, dashArray: "3 4", color: "currentColor", interactive: false }).addTo(map);
    circle(access, "--idle-fill", element, 5).addTo(map);
  }
  circle(pin, "--live-fill", element, 8).addTo(map);
}

for (const element of document.querySelectorAll("[data-order-map]")) show(element);
