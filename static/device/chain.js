// A device's chain of acts: each is numbered, names the hash of the one before, and is signed. Called under the
// lock "waybill-chain", so that two tabs never take one place.
import { canonical, GENESIS, sha256, signed } from "device/envelope";

/** Sign the act as the next of the device's chain and keep both, with `rows`, in one durable transaction. */
export async function link(store, device, act, item, rows = []) {
  const { hash: _hash, signature: _signature, ...facts } = act;
  const body = { ...facts, counter: device.counter + 1, previous_hash: device.lastHash || GENESIS };
  const envelope = await signed(body, device.privateKey);
  const kept = {
    ...item,
    id: body.id,
    device: device.id,
    counter: body.counter,
    kind: body.kind,
    subject: body.subject,
    envelope,
    bytes: canonical(envelope).length,
    state: "saved",
    tries: 0,
    nextAt: 0,
    error: {},
    waitsFor: "",
  };
  const advanced = { ...device, counter: body.counter, lastHash: envelope.hash };
  await store.write([["put", "devices", advanced], ["put", "outbox", kept], ...rows]);
  Object.assign(device, advanced);
  return kept;
}

/** Sign again, as this device, what an earlier pairing of the same person could not send. */
export async function adopt(store, device) {
  const [devices, items, files] = await Promise.all(["devices", "outbox", "files"].map((t) => store.readAll(t)));
  const stuck = new Set(items.filter((item) => item.state === "stuck").map((item) => item.device));
  const isEarlier = (one) =>
    one.id !== device.id && one.scope === device.scope && one.user.id === device.user.id && (one.revoked || stuck.has(one.id));
  const earlier = new Set(devices.filter(isEarlier).map((one) => one.id));
  const held = items.filter((item) => earlier.has(item.device) && ["saved", "waiting", "stuck"].includes(item.state));
  for (const item of held.sort((a, b) => a.queuedAt - b.queuedAt || a.counter - b.counter)) {
    // what the server keeps waiting under the old number will never be done; elsewhere the number is the act's own
    const id = item.state === "stuck" ? crypto.randomUUID() : item.id;
    await link(store, device, { ...item.envelope, id }, item, id === item.id ? [] : [["delete", "outbox", item.id]]);
  }
  const theirs = files.filter((file) => earlier.has(file.device));
  await store.write(theirs.map((file) => ["put", "files", { ...file, device: device.id, sent: 0, nextAt: 0 }]));
}

/** A file as it is kept: its bytes, because some browsers lose Blobs, and the hash that the act names. */
export async function readFile(blob) {
  const bytes = await blob.arrayBuffer();
  return { sha256: await sha256(bytes), bytes, type: blob.type };
}
