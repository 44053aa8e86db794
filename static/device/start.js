// Every page of a phone or scanner: who it belongs to, the outbox with its pill, the worker. Pages import
// `ready` and go on from there.
import { canSign } from "device/envelope";
import { currentDevice, pairHere } from "device/keys";
import { Outbox } from "device/outbox";
import { startPill } from "device/pill";
import { startWorker, takeUpdate } from "device/worker";

const { scope, base, user, person } = document.body.dataset;

/** Resolves to the outbox once this browser may send; never where it cannot (the page then says why). */
export const ready = start();

async function start() {
  document.addEventListener("device:update", ({ detail }) => onUpdate(detail.worker));
  if (!canSign()) return say("insecure");
  startWorker(base);
  const outbox = await Outbox.open(scope);
  startPill(outbox);
  const device = await currentDevice(outbox.store, scope);
  const isTheirs = device && !device.revoked && (!person || device.user.id === person);
  if (!isTheirs && user === "session") await pairAnew(outbox);
  else if (!isTheirs) return say("unpaired");
  document.documentElement.dataset.ready = "";
  return outbox;
}

/** A browser at which somebody signed in pairs itself; nobody has to type a code. */
async function pairAnew(outbox) {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ?? document.body.dataset.csrf;
  await pairHere(outbox.store, scope, token);
  await outbox.adopt();
}

function say(what) {
  const notice = document.querySelector(`[data-notice=${what}]`);
  if (notice) notice.hidden = false;
  document.documentElement.dataset.ready = what;
  return new Promise(() => {});
}

/** An update is taken on a page that says it is safe (`data-safe-to-leave`), with nothing left to send. */
async function onUpdate(worker) {
  const outbox = await ready;
  const isSafe = () => document.querySelector("[data-safe-to-leave]") && !outbox.state.waiting;
  if (isSafe()) takeUpdate(worker);
}
