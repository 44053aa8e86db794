// The page that makes a phone somebody's: the code comes with the QR code's address (after #, so it reaches no
// log) or is typed.
import { canSign } from "device/envelope";
import { pairByCode, PairingError, thisDevice } from "device/keys";
import { Outbox } from "device/outbox";

const DIGITS = 6;
const form = document.querySelector("[data-pair]");
const error = form.querySelector("[data-error]");

function digitsOf(text) {
  return text.replace(/\D/g, "");
}

function complain(sentence) {
  error.textContent = sentence;
  error.hidden = !sentence;
}

async function pair(event) {
  event?.preventDefault();
  const code = digitsOf(form.elements.code.value);
  if (code.length !== DIGITS) return complain(error.dataset.tooShort);
  complain("");
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const outbox = await Outbox.open(document.body.dataset.scope);
    const { device } = await pairByCode(outbox.store, code, form.elements.label.value);
    await (device.scope === outbox.scope ? outbox : await Outbox.open(device.scope)).adopt();
    congratulate(device);
  } catch (trouble) {
    complain(trouble instanceof PairingError && trouble.message ? trouble.message : error.dataset.noNetwork);
  } finally {
    button.disabled = false;
  }
}

function congratulate(device) {
  const done = document.querySelector("[data-done]");
  const whose = done.querySelector("[data-whose]");
  whose.textContent = whose.dataset.words.replace("{name}", device.user.name);
  done.querySelector("a").href = device.scope === "DRIVER" ? "/driver/" : "/floor/";
  form.hidden = true;
  done.hidden = false;
  done.querySelector("a").focus();
}

function start() {
  form.elements.label.value = thisDevice();
  form.addEventListener("submit", pair);
  if (!canSign()) {
    document.querySelector("[data-notice=insecure]").hidden = false;
    form.hidden = true;
  } else {
    const code = digitsOf(new URLSearchParams(location.hash.slice(1)).get("code") ?? "");
    history.replaceState(null, "", location.pathname);
    form.elements.code.value = code;
    if (code.length === DIGITS) pair();
  }
  document.documentElement.dataset.ready = "";
}

start();
