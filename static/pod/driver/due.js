// Which proof is still missing for an ending. The rules were judged by the server; here they are only counted.

/** What is due for this ending of this task: a list of `{kind, mode, count, waivers, says}`. */
export function dueFor(day, task, { outcome, way }) {
  return day.recipes[task.recipe]?.[`${outcome}/${way}`] ?? [];
}

/** How much of each kind the draft has. */
export function counts(draft) {
  return {
    PHOTO: draft.photos.length,
    SIGNATURE: draft.signature && draft.signer.trim() ? 1 : 0,
    PIN: draft.pinKey ? 1 : 0,
    SCAN: draft.scans.size,
    AGE: draft.age === true ? 1 : 0,
    NOTE: draft.note.trim() ? 1 : 0,
    NONE: draft.contactless ? 1 : 0,
  };
}

/** The kinds that must be there, are not, and have no reason that may stand in for them. */
export function missing(due, draft) {
  const have = counts(draft);
  return due.filter((one) => {
    if (!["MANDATORY", "MANDATORY_UNLESS"].includes(one.mode) || have[one.kind] >= leastOf(one, draft)) return false;
    return !(one.mode === "MANDATORY_UNLESS" && one.waivers.includes(draft.waived[one.kind]));
  });
}

/** What the command says, without the files. */
export function payloadOf(draft, due) {
  const asked = new Set(due.map((one) => one.kind));
  const have = counts(draft);
  const waived = Object.fromEntries(Object.entries(draft.waived).filter(([kind]) => asked.has(kind) && !have[kind]));
  const said = { waived };
  if (draft.scans.size) said.scans = [...draft.scans];
  if (draft.note.trim()) said.note = draft.note.trim();
  if (draft.pinKey) said.pin_key = draft.pinKey;
  if (draft.age !== null) said.age_checked = draft.age;
  if (draft.place) said.place = draft.place;
  return said;
}

/** An empty draft: nothing was brought yet. */
export function emptyDraft(task) {
  return {
    photos: [], signature: null, signer: task?.recipient ?? "", relationship: "RECIPIENT", pinKey: "",
    scans: new Set(), age: null, note: "", contactless: false, waived: {}, lines: null, place: null,
    handOver: "RECIPIENT", reason: "",
  };
}

/** Every parcel is scanned where scans are due, else as many as the rule says. */
function leastOf(one, draft) {
  return one.kind === "SCAN" ? Math.max(one.count, draft.parcels ?? 0) : one.count;
}
