// The tools of proof: signature, photo, PIN, age, note, scans. Each writes into the draft and says so.
import { h, icon } from "pod/driver/dom";
import { t } from "pod/driver/words";
import { ask, button, chips } from "pod/driver/parts";
import { counts } from "pod/driver/due";
import { keyOfPin } from "pod/driver/pin";
import { SignaturePad } from "pod/driver/signature";
import { shrink } from "device/photos";

const MOST_PHOTOS = 10;

/** One box per kind that is asked for; what must be there comes first. */
export function proofTools(app, task, due, draft) {
  const first = (one) => (one.mode === "OPTIONAL" ? 1 : 0);
  return [...due].sort((a, b) => first(a) - first(b)).map((one) => box(app, task, one, draft));
}

function box(app, task, one, draft) {
  const tool = { SIGNATURE: signature, PHOTO: photos, PIN: pin, AGE: age, NOTE: noteField, SCAN: scans, NONE: contactless }[one.kind];
  if (!tool) return null;
  const label = app.document.words.proofs[one.kind];
  const reason = draft.waived[one.kind];
  return h(
    "section.dr-proof",
    { "data-kind": one.kind, "aria-label": label },
    h(".dr-heading", h("h2", label), h("span", one.mode === "OPTIONAL" ? t("may") : t("must"))),
    one.says && h("p.dr-sub", one.says),
    reason ? h("p.dr-waived", icon("circle-slash"), app.document.words.waivers[reason]) : tool(app, task, draft, one),
    one.mode === "MANDATORY_UNLESS" && waiver(app, one, draft),
  );
}

function waiver(app, one, draft) {
  const pick = async () => {
    if (draft.waived[one.kind]) delete draft.waived[one.kind];
    else {
      const value = await ask(t("why_not"), one.waivers.map((reason) => ({ value: reason, label: app.document.words.waivers[reason] })));
      if (value) draft.waived[one.kind] = value;
    }
    app.render();
  };
  return h("button.dr-link", { type: "button", onclick: pick }, t(draft.waived[one.kind] ? "after_all" : "not_possible"));
}

function signature(app, task, draft) {
  const canvas = h("canvas.dr-pad__paper", { "aria-label": t("sign_here") });
  const clear = h("button.dr-pad__clear", { type: "button", onclick: () => draft.pad?.clear() }, t("clear"));
  const name = h("input.dr-input", { type: "text", value: draft.signer, maxLength: 120, autocomplete: "off", dir: "auto", "aria-label": t("who_signs"), oninput: (event) => ((draft.signer = event.target.value), app.recount()) });
  name.value = draft.signer;
  const made = h(".dr-sign", chips(t("who_signs"), app.document.words.relationships, draft.relationship, (value) => app.sign(draft, value, task)), name, h(".dr-pad", h("span.dr-pad__line"), canvas, clear));
  requestAnimationFrame(() => {
    if (!canvas.isConnected) return;
    const before = draft.pad;
    draft.pad = new SignaturePad(canvas, (pad) => {
      draft.signature = pad.isEnough ? pad : null;
      app.recount();
    });
    if (before?.strokes.length) draft.pad.show(before);
  });
  return made;
}

function photos(app, _task, draft) {
  const take = async (event) => {
    const [file] = event.target.files;
    event.target.value = "";
    if (!file || draft.photos.length >= MOST_PHOTOS) return;
    draft.photos.push(await shrink(file));
    app.render();
  };
  const input = h("input.dr-hidden", { type: "file", accept: "image/*", capture: "environment", onchange: take });
  return h(
    ".dr-photos",
    draft.photos.map((photo, place) => thumbnail(app, draft, photo, place)),
    h("label.dr-button", icon("camera"), h("span", t(draft.photos.length ? "another_photo" : "take_photo")), input),
  );
}

function thumbnail(app, draft, photo, place) {
  const source = URL.createObjectURL(photo);
  const drop = () => {
    draft.photos.splice(place, 1);
    app.render();
  };
  const image = h("img", { src: source, alt: t("photo_n", { number: place + 1 }), onload: () => URL.revokeObjectURL(source) });
  return h("figure.dr-photo", image, h("button", { type: "button", onclick: drop, "aria-label": t("drop_photo") }, icon("x")));
}

function pin(app, task, draft) {
  if (!task.pin) return null;
  if (draft.pinKey) return h("p.dr-good", icon("circle-check"), t("pin_right"));
  const left = app.pinTries.left(task.pin);
  if (!left) return h("p.dr-waived", icon("lock"), t("pin_locked"));
  const field = h("input.dr-input.dr-input--pin", { type: "text", inputMode: "numeric", autocomplete: "off", maxLength: task.pin.digits, "aria-label": t("pin_of", { digits: task.pin.digits }) });
  field.setAttribute("inputmode", "numeric");
  const check = async () => {
    if (field.value.length < task.pin.digits) return;
    field.disabled = true;
    draft.pinKey = await keyOfPin(field.value, task.pin);
    if (!draft.pinKey && !(await app.pinTries.miss(task.pin))) await app.pinLocked(task);
    app.render();
  };
  field.addEventListener("input", check);
  return h("div", field, left < task.pin.tries && h("p.dr-bad", { role: "alert" }, t("pin_wrong", { n: left })));
}

function age(app, task, draft) {
  const pick = (value) => {
    draft.age = value;
    app.render();
  };
  return h(
    ".dr-yesno",
    h("p", t("age_question", { age: task.minimum_age })),
    button(t("yes"), "check", () => pick(true), { "aria-pressed": String(draft.age === true) }),
    button(t("no"), "x", () => pick(false), { "aria-pressed": String(draft.age === false) }),
    draft.age === false && h("p.dr-bad", { role: "alert" }, t("too_young")),
  );
}

function noteField(app, _task, draft) {
  const field = h("textarea.dr-input", { rows: 2, maxLength: 500, dir: "auto", "aria-label": t("note"), oninput: (event) => ((draft.note = event.target.value), app.recount()) });
  field.value = draft.note;
  return field;
}

function scans(app, task, draft) {
  const have = counts(draft).SCAN;
  return h("div", h("p.dr-sub", t("scanned_of", { scanned: have, n: task.parcels.length })), button(t("scan"), "scan-barcode", () => app.openCamera()));
}

function contactless(app, _task, draft) {
  const flip = () => {
    draft.contactless = !draft.contactless;
    app.render();
  };
  return button(t("contactless"), "hand", flip, { "aria-pressed": String(draft.contactless) });
}
