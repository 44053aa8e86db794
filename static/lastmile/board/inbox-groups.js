// @ts-check
// Exceptions as the inbox shows them: what is late, or at risk, on one route is one card, however many stops it is.

/** @import { Incident } from "./types.js" */

const TOGETHER = new Set(["LATE", "AT_RISK"]);
const RANKS = { HIGH: 0, MEDIUM: 1, LOW: 2 };

/**
 * @typedef {{ key: string, kind: string, severity: string, route: string|null, raised: number, owner: string,
 *   isTaken: boolean, incidents: Incident[] }} Group
 */

/**
 * The cards in order: the gravest first, then the oldest. The order of what is closed stays as it is.
 * @param {Incident[]} incidents @param {boolean} isClosed @returns {Group[]}
 */
export function groupsOf(incidents, isClosed = false) {
  /** @type {Map<string, Incident[]>} */
  const found = new Map();
  for (const one of incidents) {
    const key = TOGETHER.has(one.kind) && one.route && !isClosed ? `${one.kind} ${one.route}` : one.id;
    found.set(key, [...(found.get(key) ?? []), one]);
  }
  const groups = [...found].map(([key, mine]) => groupOf(key, mine));
  return isClosed ? groups : groups.sort((one, other) => RANKS[one.severity] - RANKS[other.severity] || one.raised - other.raised);
}

function groupOf(/** @type {string} */ key, /** @type {Incident[]} */ mine) {
  const [worst] = [...mine].sort((one, other) => RANKS[one.severity] - RANKS[other.severity]);
  const owners = [...new Set(mine.map(({ owner }) => owner).filter(Boolean))];
  return {
    key, kind: worst.kind, severity: worst.severity, route: worst.route, owner: owners.join(", "), incidents: mine,
    raised: Math.min(...mine.map(({ raised }) => raised)), isTaken: mine.every(({ status }) => status === "ACKNOWLEDGED"),
  };
}
