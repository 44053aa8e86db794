// @ts-check
// Where the board's document comes from: fetched at the start, whenever the server says that the site's board
// changed, after every reconnect, and once a minute in case a call was lost. Many calls at once cost one fetch.
import { changedRoutes, linesKey, modelOf } from "lastmile/board/model";

const TOGETHER_MS = 120;
const SWEEP_MS = 60_000;
const TICK_MS = 15_000;

/** One document that is asked for with its ETag; null while it has not changed. */
function reader(/** @type {string} */ url) {
  let etag = "";
  return async () => {
    const headers = etag ? { "If-None-Match": etag } : {};
    const answer = await fetch(url, { headers: { Accept: "application/json", ...headers }, cache: "no-store" });
    const at = Date.parse(answer.headers.get("Date") ?? "") || Date.now();
    if (answer.status === 304) return { at, body: null };
    if (!answer.ok) throw new Error(String(answer.status));
    etag = answer.headers.get("ETag") ?? "";
    return { at, body: await answer.json() };
  };
}

/**
 * Keep the store's `model`, `lines`, `now` and `feed` fresh. Returns `refresh()`, which resolves when the page
 * has what the server had when it was called.
 */
export function startFeed(/** @type {HTMLElement} */ element, /** @type {any} */ store) {
  const readPicture = reader(element.dataset.pictureUrl ?? ""), readLines = reader(element.dataset.linesUrl ?? "");
  let ahead = 0, drawnLines = "", timer = 0;
  /** @type {Promise<void>|null} */
  let running = null;
  /** @type {Promise<void>|null} */
  let next = null;

  const now = () => Math.floor((Date.now() + ahead) / 1000);

  async function read() {
    try {
      const { at, body } = await readPicture();
      ahead = at - Date.now();
      if (body) take(body);
      store.set({ now: now(), feed: { isLost: false, at: now() } });
      await readRoads();
    } catch {
      store.set({ feed: { isLost: true, at: store.get().feed.at } });
    }
  }

  function take(/** @type {any} */ body) {
    const before = store.get().model, model = modelOf(body, before);
    store.set({ model, changed: changedRoutes(model, before) });
  }

  /** The lines along the roads, when a route was revised since they were read. */
  async function readRoads() {
    const key = linesKey(store.get().model);
    if (key === drawnLines) return;
    const { body } = await readLines();
    drawnLines = key;
    if (body) store.set({ lines: body.routes });
  }

  function refresh() {
    if (!running) running = read().finally(() => (running = null));
    else next ??= running.then(() => ((next = null), refresh()));
    return next ?? running;
  }

  function soon() {
    clearTimeout(timer);
    timer = window.setTimeout(refresh, TOGETHER_MS);
  }

  element.addEventListener("live", soon);
  addEventListener("online", soon);
  addEventListener("pageshow", (event) => event.persisted && soon());
  setInterval(() => !document.hidden && refresh(), SWEEP_MS);
  setInterval(() => store.set({ now: now() }), TICK_MS);
  refresh();
  return refresh;
}

/** What the age in the bar says: live with the time, or since when nothing was heard. */
export function showAge(/** @type {HTMLElement} */ place, /** @type {any} */ store, /** @type {(s: number) => string} */ clock) {
  const tell = () => {
    const { feed, now } = store.get();
    const isLost = feed.isLost || document.documentElement.dataset.stream === "lost";
    place.dataset.state = isLost ? "lost" : "open";
    if (!feed.at) place.textContent = isLost ? gettext("No connection") : gettext("Connecting");
    else if (isLost) place.textContent = interpolate(gettext("Connection lost, data of %s"), [clock(feed.at)]);
    else place.textContent = interpolate(gettext("Live %s"), [clock(now)]);
  };
  store.on(["feed", "now"], tell);
  new MutationObserver(tell).observe(document.documentElement, { attributeFilter: ["data-stream"] });
  tell();
}
