// Scans on any page of a phone or scanner: from a device that types (no field has the focus), or the camera.
import { readCode } from "device/codes";
import { Wedge } from "device/wedge";

const SAME_AGAIN_AFTER_MS = 1200;
const handlers = new Set();
const wedge = new Wedge();
let field = null; // a text field that was typed into, and what stood in it before

/** Call `handler({raw, code, gs1})` for every scan; returns how to stop. */
export function onScan(handler) {
  if (!handlers.size) start();
  handlers.add(handler);
  return () => handlers.delete(handler);
}

/** Hand a code to the page as if it had been scanned: typed entry, a photo, the camera. */
export function scanned(raw) {
  const code = readCode(raw);
  if (code.code) for (const handler of handlers) handler(code);
}

/** The camera as second way; resolves to how to close it, once it is open. See device/camera. */
export async function openCamera(options = {}) {
  const { showCamera } = await import("device/camera");
  let last = { text: "", at: 0 };
  return showCamera({
    ...options,
    found(text) {
      const now = performance.now();
      if (text === last.text && now - last.at < SAME_AGAIN_AFTER_MS) return;
      last = { text, at: now };
      scanned(text);
    },
  });
}

function start() {
  addEventListener("keydown", onKey, { capture: true });
  document.addEventListener("click", onClick);
}

function onKey(event) {
  if (event.isComposing || event.repeat) return;
  const said = wedge.key({ ...keysOf(event), time: event.timeStamp });
  if (said.begins) field = textFieldOf(event.target);
  if (said.swallow) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
  if (said.scan) {
    restore();
    scanned(said.scan);
  }
}

function keysOf({ key, ctrlKey, altKey, metaKey }) {
  return { key: key ?? "", ctrlKey, altKey, metaKey };
}

function textFieldOf(element) {
  const isText = element?.matches?.("textarea, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
  return isText ? { element, value: element.value } : null;
}

/** A scan that went into a text field is taken out of it again. */
function restore() {
  if (!field) return;
  field.element.value = field.value;
  field.element.dispatchEvent(new Event("input", { bubbles: true }));
  field = null;
}

async function onClick(event) {
  const opener = event.target.closest("[data-open-camera]");
  if (opener) await openCamera();
}
