// The map of the orders that the list shows: one round mark each, drawn on one canvas.
import { makeMap } from "map/basemap";
import { colourOfState, markText } from "lastmile/order-marks";

const NEAREST_ZOOM = 16;
const FITTED = { padding: [24, 24], maxZoom: NEAREST_ZOOM, animate: false };

async function show(element) {
  const answer = await read(element.dataset.ordersUrl);
  // Without an order to show, the map shows the whole country that it has.
  const map = makeMap(element, { fit: !answer?.orders.length, preferCanvas: true });
  await map.ready;
  if (!answer) {
    element.dataset.orders = "unread";
    return;
  }
  const marks = L.featureGroup().addTo(map);
  for (const order of answer.orders) marks.addLayer(markOf(order, element));
  const bounds = marks.getBounds();
  if (bounds.isValid()) {
    map.fitBounds(bounds, FITTED);
    map.on("grown", () => map.fitBounds(bounds, FITTED));
  }
  document.addEventListener("theme:changed", () => repaint(marks, element));
  element.dataset.orders = String(answer.orders.length);
}

async function read(url) {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" } });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function markOf(order, element) {
  const [longitude, latitude] = order.point;
  const mark = L.circleMarker([latitude, longitude], styleOf(order.state, element));
  mark.order = order;
  mark.bindTooltip(() => markText(document, order));
  mark.on("click", () => location.assign(`${element.dataset.orderUrl}${order.id}/`));
  return mark;
}

function styleOf(state, element) {
  const colours = getComputedStyle(element);
  return {
    radius: 6,
    weight: 1.5,
    color: colours.getPropertyValue("--surface").trim(),
    fillColor: colours.getPropertyValue(colourOfState(state)).trim(),
    fillOpacity: 0.92,
  };
}

function repaint(marks, element) {
  marks.eachLayer((mark) => mark.setStyle(styleOf(mark.order.state, element)));
}

for (const element of document.querySelectorAll("[data-orders-map]")) show(element);
