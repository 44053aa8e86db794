// The outbox's rules, without page, clock or network: what is sent now, what an answer means, what the pill says.
export const MOST_AT_ONCE = 50;
export const MOST_BYTES = 1_000_000;
const LONGEST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 1500;
const STUCK_AFTER = 4;

/** How long to wait before the next try: doubling, within a minute, never all phones at the same moment. */
export function waitBefore(tries, random = Math.random) {
  return Math.round(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 6)) * (0.7 + 0.6 * random()));
}

/** The acts of one device that are due, in the order in which they were done. */
export function due(items, now) {
  const found = items
    .filter((item) => ["waiting", "saved"].includes(item.state) && item.nextAt <= now)
    .sort((a, b) => a.counter - b.counter);
  const batch = [];
  let bytes = 0;
  for (const item of found) {
    bytes += item.bytes;
    if (batch.length === MOST_AT_ONCE || (batch.length && bytes > MOST_BYTES)) break;
    batch.push(item);
  }
  return batch;
}

/** What an answer makes of an act: null when it is done, else the act as it is kept. */
export function afterAnswer(item, answer, now, random = Math.random) {
  if (answer.status === "applied") return null;
  const kept = { ...item, tries: item.tries + 1, error: answer.error, waitsFor: answer.waits_for };
  if (answer.status === "rejected") return { ...kept, state: "rejected" };
  const isStuck = answer.waits_for === "gap" && kept.tries >= STUCK_AFTER;
  return { ...kept, state: isStuck ? "stuck" : "waiting", nextAt: now + waitBefore(kept.tries, random) };
}

/** An act after a try that nobody answered. */
export function afterSilence(item, now, random = Math.random) {
  return { ...item, tries: item.tries + 1, nextAt: now + waitBefore(item.tries, random) };
}

/** Whether a status means "ask again later" rather than "no". */
export function isForLater(status) {
  return status >= 500 || [408, 425, 429].includes(status);
}

/** How many wait, how many need a person, and the pill's one word for all of it. */
export function summary({ items, files, devices, online }) {
  const revoked = new Set(devices.filter((device) => device.revoked).map((device) => device.id));
  const needs = items.filter((item) => ["rejected", "stuck", "refused"].includes(item.state) || revoked.has(item.device));
  const failed = files.filter((file) => file.state === "refused");
  const waiting = items.length - needs.length + files.length - failed.length;
  const needsYou = needs.length + failed.length;
  const word = needsYou ? "needs_you" : !online ? "offline" : waiting ? "sending" : "sent";
  return { waiting, needsYou, word, isRevoked: revoked.size > 0 };
}

/** The server's clock minus this phone's, in ms, from one exchange. */
export function clockOffset(serverTime, askedAt, answeredAt) {
  return Math.round(Date.parse(serverTime) - (askedAt + answeredAt) / 2);
}
