// The big card, the counts and the van of the loading page.
const SHORT_FACT = 5; // signs that fit in the largest size on 390 px
const hero = document.querySelector("[data-hero]");
const words = JSON.parse(document.getElementById("words").textContent);

/** The page's words by name; `{name}` in one becomes the value of that name. */
export function say(name, values = {}) {
  return (words[name] ?? "").replace(/\{(\w+)\}/g, (_all, key) => values[key] ?? "");
}

/** Show one fact. `tone` is "", "ok", "wrong" or "warn". */
export function show({ ask = "", fact = "", more = "", icon = "scan-barcode", tone = "" }) {
  hero.className = `hero${tone ? ` hero--${tone}` : ""}`;
  hero.querySelector("[data-ask]").textContent = ask;
  const big = hero.querySelector("[data-fact]");
  big.textContent = fact;
  big.classList.toggle("hero__fact--long", String(fact).length > SHORT_FACT);
  hero.querySelector("[data-more]").textContent = more;
  hero.querySelector("use").setAttribute("href", `${hero.dataset.sprite}#${icon}`);
}

/** Counts, progress, the van from above and what went in last. */
export function draw(state) {
  const { counts } = state;
  for (const [name, value] of Object.entries(counts)) {
    for (const element of document.querySelectorAll(`[data-count=${name}]`)) element.textContent = value;
  }
  const progress = document.querySelector("progress");
  progress.max = counts.loaded + counts.to_load + counts.missing || 1;
  progress.value = counts.loaded;
  document.querySelector("[data-left]").textContent = say("left", { n: state.left.length });
  document.querySelector("[data-van]").replaceChildren(...state.van.map((space) => picture(space, state.next?.rank)));
  document.querySelector("[data-last]").replaceChildren(...state.last.map(lastScan));
}

function picture(space, next) {
  const box = part("div", "van-grid__space");
  box.title = space.name;
  for (const row of space.rows) {
    const line = part("div", "van-grid__row");
    for (const stack of row) {
      const cell = part("div", "van-grid__stack");
      for (const unit of stack) {
        const mark = part("span", `van-grid__unit van-grid__unit--${unit.mark}`, unit.stop);
        if (unit.rank === next) mark.classList.add("van-grid__unit--next");
        cell.append(mark);
      }
      line.append(cell);
    }
    box.append(line);
  }
  return box;
}

function lastScan(unit) {
  const line = document.createElement("li");
  line.append(part("b", "", `…${unit.sscc.slice(-5)}`), part("span", "", say("stop", unit)));
  return line;
}

function part(name, className, text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}
