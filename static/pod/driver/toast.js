// One short sentence at the bottom, also for who does not look. Gone by itself.
const STAYS_MS = { "": 2600, bad: 5000 };
let timer = 0;

/** Say it; `tone` "bad" stays longer and stands out. */
export function say(text, tone = "") {
  const place = document.querySelector("#say");
  place.textContent = text;
  place.dataset.tone = tone;
  place.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (place.hidden = true), STAYS_MS[tone]);
}
