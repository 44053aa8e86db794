// The service worker of /driver/ or /floor/. Not a module and without imports: the server puts `SHELL` before it
// (base, release, static, files, pages, offline). Pages are asked for first and kept; files of the release come
// from the cache; nothing under /api/ and nothing but GET is ever touched.
const KEPT_FILES = `waybill${SHELL.base}${SHELL.release}`;
const KEPT_PAGES = `waybill${SHELL.base}pages`;
const MOST_PAGES = 80;
const PATIENCE_MS = 4000;
const FILES = new Set(SHELL.files);

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("message", ({ data }) => {
  // never swap the shell under somebody who is working: the page asks when it is safe
  if (data === "update") self.skipWaiting();
  if (data === "forget") caches.delete(KEPT_PAGES);
});
self.addEventListener("sync", (event) => {
  if (event.tag === "outbox") event.waitUntil(tellPages("flush"));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && url.pathname.startsWith(SHELL.base)) event.respondWith(page(request));
  else if (FILES.has(url.pathname)) event.respondWith(file(request));
  else if (url.pathname.startsWith(SHELL.static)) event.respondWith(networkThenKept(request));
});

async function install() {
  const cache = await caches.open(KEPT_FILES);
  await cache.addAll(SHELL.files.map((address) => new Request(address, { cache: "reload" })));
  await Promise.all(SHELL.pages.map(keepPage));
}

async function activate() {
  const mine = (name) => name.startsWith(`waybill${SHELL.base}`) && name !== KEPT_FILES && name !== KEPT_PAGES;
  await Promise.all((await caches.keys()).filter(mine).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function file(request) {
  return (await caches.match(request, { cacheName: KEPT_FILES })) ?? fetch(request);
}

async function networkThenKept(request) {
  const cache = await caches.open(KEPT_FILES);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(request);
    if (kept) return kept;
    throw error;
  }
}

/** The page as it is now; after four seconds, or without network, as it was last seen. */
async function page(request) {
  const kept = await keptPage(request.url);
  const asked = askFor(request);
  if (!kept) return asked.catch(nothingKept);
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE_MS));
  return Promise.race([asked.then((response) => (response.status >= 500 ? kept : response)).catch(() => kept), late]);
}

async function askFor(request) {
  const response = await fetch(request);
  if (isPage(response)) await keep(request.url, response.clone());
  return response;
}

function isPage(response) {
  return response.ok && !response.redirected && (response.headers.get("Content-Type") ?? "").includes("text/html");
}

async function keepPage(address) {
  const response = await fetch(address, { credentials: "same-origin" }).catch(() => null);
  if (response && isPage(response)) await keep(new URL(address, self.location).href, response);
}

async function keep(address, response) {
  const cache = await caches.open(KEPT_PAGES);
  await cache.delete(address);
  await cache.put(address, response);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - MOST_PAGES)).map((old) => cache.delete(old)));
}

async function keptPage(address) {
  return caches.match(address, { cacheName: KEPT_PAGES });
}

async function nothingKept() {
  const start = await keptPage(new URL(SHELL.base, self.location).href);
  const headers = { "Content-Type": "text/html; charset=utf-8" };
  return start ?? new Response(SHELL.offline, { status: 503, headers });
}

async function tellPages(what) {
  for (const client of await self.clients.matchAll()) client.postMessage(what);
}
