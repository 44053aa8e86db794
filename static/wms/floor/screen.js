// The one big card of a floor page: what to do now, and loudly whether the last scan was right.
import { ok, warn, wrong } from "device/sounds";

const SHORT_FACT = 5; // signs that fit in the largest size on 390 px
const hero = document.querySelector("[data-hero]");
const sprite = hero?.dataset.sprite;
let turn = 0; // scans so far: what is told about an earlier one comes too late

/** JSON that the page brought along under an id. */
export function read(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

/** The words of the page, by name. */
export const words = document.getElementById("words") ? read("words") : {};

/** `{name}` in a text becomes the value of that name. */
export function fill(text, values = {}) {
  return text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");
}

/** Show what to do. `tone` is "", "ok", "wrong" or "warn". */
export function show({ ask = "", fact = "", more = "", icon = "scan-barcode", tone = "", picture = "" }) {
  hero.className = `hero${tone ? ` hero--${tone}` : ""}`;
  hero.querySelector("[data-ask]").textContent = ask;
  const big = hero.querySelector("[data-fact]");
  big.textContent = fact;
  big.classList.toggle("hero__fact--long", String(fact).length > SHORT_FACT);
  hero.querySelector("[data-more]").textContent = more;
  hero.querySelector("use").setAttribute("href", `${sprite}#${icon}`);
  const image = hero.querySelector("img");
  if (image) {
    image.hidden = !picture;
    if (picture) image.src = picture;
  }
}

/** Wrong: the whole card, its icon, a tone and a shake. It stays until the next scan. */
export function showWrong(ask, fact = "", more = "") {
  wrong();
  show({ ask, fact, more, icon: "circle-x", tone: "wrong" });
}

/** Done, but look: the card stays until the next scan. */
export function showWarning(ask, fact = "", more = "") {
  warn();
  show({ ask, fact, more, icon: "triangle-alert", tone: "warn" });
}

/** Right: the tone, and the card for a moment before what comes next. */
export function showRight(facts, next, milliseconds = 450) {
  ok();
  show({ icon: "circle-check", tone: "ok", ...facts });
  clearTimeout(showRight.timer);
  showRight.timer = setTimeout(next, milliseconds);
}

/** A scan came: what was shown for a moment is over. */
export function settle() {
  turn += 1;
  clearTimeout(showRight.timer);
}

/** What the server says a code is that nothing on this page knows; the page's own words without network.
 *  Never resolves once something else was scanned. */
export async function whatIs(code, otherwise) {
  const asked = turn;
  const url = `${document.body.dataset.whatUrl}?code=${encodeURIComponent(code)}`;
  const said = (await fetchAgain(url, 2500))?.says ?? otherwise;
  return asked === turn ? said : new Promise(() => {});
}

/** Fetch a page's JSON again; null without network. */
export async function fetchAgain(url, milliseconds = 8000) {
  try {
    const answer = await fetch(url, { cache: "no-store", signal: AbortSignal.timeout(milliseconds) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

/** Put a number into every element that shows it. */
export function count(name, value) {
  for (const element of document.querySelectorAll(`[data-count=${name}]`)) element.textContent = value;
}
