// Live pages. `data-live="topic"` on an element: when the server says that the topic changed, the element
// gets a `live` event, so `hx-trigger="live"` fetches it again. A frame carries no data, and a client that
// reconnects fetches everything again: what was missed while away is never missing on the page.
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30000;

/** The topics that a page wants, each once, in a stable order. */
export function topicsOf(elements) {
  const topics = [...elements].flatMap((element) => element.dataset.live.split(/\s+/));
  return [...new Set(topics.filter(Boolean))].sort();
}

/** The stream's address for these topics, with the permission of a visitor who has not signed in. */
export function addressOf(url, topics, token = "") {
  const asked = topics.map((topic) => ["topic", topic]);
  return `${url}?${new URLSearchParams(token ? [...asked, ["token", token]] : asked)}`;
}

/** How long to wait before the next try: doubling, with a random half so that pages do not come together. */
export function waitBefore(attempt, random = Math.random) {
  const most = Math.min(FIRST_WAIT_MS * 2 ** attempt, LONGEST_WAIT_MS);
  return Math.round(most / 2 + (most / 2) * random());
}

const stream = { source: null, topics: [], attempt: 0, timer: 0, wasLost: false };

function elements() {
  return document.querySelectorAll("[data-live]");
}

function tell(topic, detail) {
  for (const element of elements()) {
    const listens = topic === null || topicsOf([element]).includes(topic);
    if (listens) element.dispatchEvent(new CustomEvent("live", { detail }));
  }
}

function showState(state) {
  for (const place of document.querySelectorAll("[data-live-state]")) place.dataset.state = state;
  document.documentElement.dataset.stream = state;
}

function opened() {
  if (stream.wasLost) tell(null, { topic: null });
  Object.assign(stream, { attempt: 0, wasLost: false });
  showState("open");
}

function lost(url) {
  stream.wasLost = true;
  showState("lost");
  if (stream.source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
  clearTimeout(stream.timer);
  stream.timer = setTimeout(() => connect(url), waitBefore(stream.attempt++));
}

function heard(event) {
  const { topic } = JSON.parse(event.data);
  tell(topic, { topic });
}

function connect(url) {
  stream.source?.close();
  clearTimeout(stream.timer);
  if (!stream.topics.length) return;
  const token = document.querySelector("[data-live-token]")?.dataset.liveToken;
  stream.source = new EventSource(addressOf(url, stream.topics, token));
  stream.source.addEventListener("open", opened);
  stream.source.addEventListener("error", () => lost(url));
  stream.source.addEventListener("changed", heard);
}

function listenAnew(url) {
  const topics = topicsOf(elements());
  if (topics.join() === stream.topics.join()) return;
  stream.topics = topics;
  connect(url);
}

/** Listen to the topics on the page, and to others when htmx has swapped something in. */
export function startLive() {
  const url = document.body.dataset.eventsUrl;
  if (!url) return;
  listenAnew(url);
  document.addEventListener("htmx:afterSettle", () => listenAnew(url));
  addEventListener("pagehide", () => stream.source?.close());
  addEventListener("pageshow", (event) => event.persisted && connect(url));
}
