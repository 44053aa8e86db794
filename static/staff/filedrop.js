// File drop zones: say which file was chosen and refuse one that is too large before it is sent.
const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

/** A size as people read it: 1.4 MB. */
export function sizeText(bytes, language) {
  const step = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), UNITS.length - 1);
  const format = new Intl.NumberFormat(language, {
    style: "unit",
    unit: UNITS[step],
    unitDisplay: "short",
    maximumFractionDigits: step < 2 ? 0 : 1,
  });
  return format.format(bytes / 1000 ** step);
}

function show(zone, input) {
  const file = input.files[0];
  const limit = Number(zone.dataset.maxBytes) || Infinity;
  const tooLarge = Boolean(file) && file.size > limit;
  const language = document.documentElement.lang;
  input.setCustomValidity(tooLarge ? zone.dataset.tooLarge : "");
  zone.dataset.state = file ? "chosen" : "";
  zone.querySelector("[data-file-name]").textContent = file
    ? `${file.name} · ${sizeText(file.size, language)}`
    : "";
  if (tooLarge) input.reportValidity();
}

function mark(event, state) {
  const zone = event.target.closest?.("[data-filedrop]");
  if (zone) zone.dataset.state = state;
}

/** Start listening. The input itself takes the drop; this only shows it. */
export function startFileDrops() {
  document.addEventListener("dragover", (event) => mark(event, "over"));
  document.addEventListener("dragleave", (event) => mark(event, ""));
  document.addEventListener("change", (event) => {
    const zone = event.target.closest("[data-filedrop]");
    if (zone) show(zone, event.target);
  });
}
