// What a phone keeps of its positions and what it sends next. No browser in here: node tries it.
const EARTH_M = 6_371_008.8;

export const MOST_KEPT = 10_000;
export const MOST_SENT = 500;
const EVERY_MS = 5_000;
const STANDING_EVERY_MS = 30_000;
const MOVED_M = 30;

/** A browser's fix as the intake reads it; null where it holds no usable place. */
export function fixOf({ coords, timestamp }) {
  const { longitude, latitude, accuracy, speed, heading } = coords;
  if (!Number.isFinite(longitude) || !Number.isFinite(latitude) || (longitude === 0 && latitude === 0)) return null;
  if (!Number.isFinite(timestamp)) return null;
  const known = (value) => (Number.isFinite(value) && value >= 0 ? value : null);
  return {
    at: new Date(timestamp).toISOString(),
    longitude,
    latitude,
    accuracy: known(accuracy) ?? 0,
    speed: known(speed),
    heading: known(heading),
  };
}

/** Whether a fix says something that the one kept before it does not: it moved, or time has passed. */
export function isWorthKeeping(fix, before) {
  if (!before) return true;
  const passed = Date.parse(fix.at) - Date.parse(before.at);
  if (passed < EVERY_MS) return false;
  return passed >= STANDING_EVERY_MS || metresBetween(fix, before) >= MOVED_M;
}

/** The batch to send: the newest first, so that after a gap the board is right at once and history follows. */
export function nextBatch(kept, most = MOST_SENT) {
  return [...kept].sort((one, other) => one.sequence - other.sequence).slice(-most);
}

/** The sequence numbers of what is too old to keep when the phone was long without network. */
export function tooMany(kept, most = MOST_KEPT) {
  const numbers = kept.map((one) => one.sequence).sort((one, other) => one - other);
  return numbers.slice(0, Math.max(0, numbers.length - most));
}

/** `{drop, stop}`: whether the batch leaves the phone, and whether nobody follows it any more.
 *  Positions are no evidence: what the server refuses to read is not sent again and again. */
export function afterAnswer(answer) {
  if (answer.unpaired) return { drop: false, stop: true };
  if (answer.later) return { drop: false, stop: false };
  if (answer.problem) return { drop: true, stop: false };
  return { drop: true, stop: answer.body.follow === false };
}

function metresBetween(one, other) {
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const north = radians(other.latitude - one.latitude);
  const east = radians(other.longitude - one.longitude) * Math.cos(radians((one.latitude + other.latitude) / 2));
  return EARTH_M * Math.hypot(north, east);
}
