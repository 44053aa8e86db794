// @ts-check
// The shapes of the board's document, for the type check of an editor; nothing runs here.
// Times are whole seconds since 1970, points [latitude, longitude].

/**
 * @typedef {{ id: string, who: string, number: string }} Order
 * @typedef {"done"|"failed"|"active"|"late"|"risk"|"todo"|"break"} StopState
 * @typedef {{ id: string, n: number, at: [number, number]|null, where: string, orders: Order[], state: StopState,
 *   plan: [number, number, number], eta: number, estimated: boolean, due: [number, number]|null,
 *   arrived: number|null, left: number|null, loaded: boolean }} Stop
 * @typedef {{ at: [number, number], heading: number|null, seen: number, stale: boolean }} Van
 * @typedef {{ id: string, number: number, hue: number, hollow: boolean, code: string, name: string, url: string,
 *   status: string, driver: {id: string, name: string}|null, vehicle: string, revision: number, sent: number,
 *   acknowledged: number, starts: number, ends: number, shift: number, metres: number, percent: number, units: [number, number],
 *   slack: number|null, stops: Stop[], van: Van|null }} Route
 * @typedef {{ id: string, kind: string, severity: string, status: string, title: string, text: string,
 *   route: string|null, stop: string|null, raised: number, snoozed: number|null, owner: string,
 *   comments: { text: string, by: string, at: number }[] }} Incident
 * @typedef {{ site: { code: string, name: string, zone: string, depots: {name: string, at: [number, number]}[] },
 *   day: string, estimated: boolean, routes: Route[], incidents: Incident[],
 *   edits: { undo: string|null, redo: string|null } }} Picture
 * @typedef {{ picture: Picture, routes: Map<string, Route>, stops: Map<string, Stop>, routeOf: Map<string, Route> }} Model
 */

export {};
