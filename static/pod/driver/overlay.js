// The day as the driver knows it: what the server said last, with what this phone did since. No page, no clock.
const ENDS = { "stop.deliver": "DELIVERED", "stop.partial": "DELIVERED", "stop.fail": "FAILED" };
const UNDO_MS = 120_000;

/** A copy of the day with the acts applied, oldest first; rejected acts did not happen, known ones are in it. */
export function applied(day, acts) {
  const copy = structuredClone(day);
  const index = indexed(copy);
  for (const act of acts) if (act.answer !== "rejected" && !act.isKnown) apply(act, index);
  return copy;
}

/** The acts that matter beside a document that was asked for at `askedAt`: not answered yet, or answered later.
 *  Those that the document knows stay a while, so that a slip can be undone. */
export function stillNeeded(acts, day, askedAt, now) {
  const routes = new Set(day.routes.map((route) => route.id));
  return acts.flatMap((act) => {
    if (act.kind === "route.load_check") return routes.has(act.subject) ? [act] : [];
    if (!act.answer || (act.answer === "applied" && act.answeredAt >= askedAt)) return [act];
    const mayMatter = act.answer === "applied" && now - act.at < 2 * UNDO_MS && (act.kind in ENDS || act.kind === "stop.undo");
    return mayMatter ? [{ ...act, isKnown: true }] : [];
  });
}

/** The act by which this stop's delivery ended on this phone, while it may still be undone. */
export function undoable(acts, now) {
  const undone = new Set(acts.filter((act) => act.kind === "stop.undo").map((act) => act.payload.command));
  return acts.filter((act) => act.kind in ENDS && act.answer !== "rejected" && !undone.has(act.id) && now - act.at < UNDO_MS);
}

/** Deliveries, of which nobody said how they ended. */
export function openTasks(route) {
  return route.stops.flatMap((stop) => stop.tasks).filter((task) => task.status === "OPEN");
}

/** The stops to come in their order; what was passed by comes last. */
export function toCome(route) {
  const open = route.stops.filter((stop) => ["PLANNED", "ARRIVED", "SKIPPED"].includes(stop.status));
  return [...open.filter((stop) => stop.status === "ARRIVED"), ...open.filter((stop) => stop.status === "PLANNED"), ...open.filter((stop) => stop.status === "SKIPPED")];
}

/** The route that the driver works on: on the road first, then the next one to come. */
export function currentRoute(day) {
  const rank = { DEPARTED: 0, RELEASED: 1, PLANNED: 2, RETURNED: 3 };
  return [...day.routes].sort((a, b) => rank[a.status] - rank[b.status])[0] ?? null;
}

function indexed(day) {
  const index = { stops: new Map(), tasks: new Map(), routes: new Map(), ended: new Map() };
  for (const route of day.routes) {
    index.routes.set(route.id, route);
    for (const stop of route.stops) {
      index.stops.set(stop.id, stop);
      for (const task of stop.tasks) index.tasks.set(task.id, { task, stop });
    }
  }
  return index;
}

function apply(act, index) {
  const stop = index.stops.get(act.subject);
  const route = index.routes.get(act.subject);
  const found = index.tasks.get(act.subject);
  if (act.kind in ENDS && found) end(act, found, index);
  else if (act.kind === "stop.undo" && found) reopen(act, found, index);
  else if (stop) visit(act, stop);
  else if (route) along(act, route);
}

function visit(act, stop) {
  if (act.kind === "stop.arrive" && ["PLANNED", "SKIPPED"].includes(stop.status)) {
    stop.status = "ARRIVED";
    stop.arrived_at = new Date(act.at).toISOString();
  } else if (act.kind === "stop.skip" && ["PLANNED", "ARRIVED"].includes(stop.status)) stop.status = "SKIPPED";
  else if (act.kind === "stop.rest") stop.status = "DONE";
}

function along(act, route) {
  if (act.kind === "route.load_check") route.checked = act.payload;
  else if (act.kind === "route.acknowledge") {
    route.revision.acknowledged = Math.max(route.revision.acknowledged, act.payload.revision);
    if (route.revision.acknowledged >= route.revision.sent) route.revision.changes = [];
  } else if (act.kind === "route.start" && route.status === "RELEASED") route.status = "DEPARTED";
  else if (act.kind === "route.finish" && route.status === "DEPARTED") route.status = "RETURNED";
}

function end(act, { task, stop }, index) {
  const known = task.visits.some((one) => one.command === act.id);
  if (known) return;
  index.ended.set(act.id, { task, stop, before: [task.status, stop.status] });
  task.visits.push({
    outcome: ENDS[act.kind],
    partial: act.kind === "stop.partial",
    hand_over: act.payload.hand_over ?? "",
    reason: act.payload.reason ?? "",
    occurred_at: new Date(act.at).toISOString(),
    command: act.id,
    mine: true,
  });
  task.status = act.kind === "stop.fail" ? "FAILED" : "DONE";
  if (stop.tasks.every((one) => one.status !== "OPEN")) stop.status = "DONE";
}

function reopen(act, { task, stop }, index) {
  const { command } = act.payload;
  task.visits = task.visits.filter((one) => one.command !== command);
  const last = task.visits.at(-1);
  task.status = !last ? "OPEN" : last.outcome === "FAILED" ? "FAILED" : "DONE";
  if (task.status === "OPEN" && stop.status === "DONE") stop.status = stop.arrived_at ? "ARRIVED" : "PLANNED";
  index.ended.delete(command);
}
