// @ts-check
// Times and lengths as people read them, on the clock of the site.

/** A function from seconds since 1970 to "14:05" in a time zone; "–" for none. */
export function clockOf(/** @type {string} */ zone) {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return (/** @type {number|null|undefined} */ seconds) => (seconds == null ? "–" : format.format(seconds * 1000));
}

/** How many seconds a zone's clock is ahead of UTC at a moment: where its whole hours are. */
export function offsetOf(/** @type {string} */ zone, /** @type {number} */ seconds) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric",
  }).formatToParts(seconds * 1000);
  const part = Object.fromEntries(parts.map(({ type, value }) => [type, Number(value)]));
  const there = Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute) / 1000;
  return there - Math.floor(seconds / 60) * 60;
}

/** "+12", "−3", "0". */
export function signed(/** @type {number} */ number) {
  return number > 0 ? `+${number}` : number < 0 ? `−${-number}` : "0";
}

/** Kilometres with one place after the point up to 100 km, whole beyond. */
export function kilometres(/** @type {number} */ metres) {
  return metres < 100_000 ? (metres / 1000).toFixed(1) : String(Math.round(metres / 1000));
}
