// Whose phone this is: pairing, the token, and the key that signs. One record per pairing, so that acts of
// somebody who worked here before are still sent in their name.
import { makeKey } from "device/envelope";
import { API } from "device/sending";

/** A refusal with the server's own sentence. */
export class PairingError extends Error {
  constructor(problem) {
    super(problem.title ?? problem.errors?.[0]?.message ?? "");
    this.code = problem.code ?? "no_answer";
  }
}

/** The device that acts in this scope now, or undefined. */
export async function currentDevice(store, scope) {
  const fact = await store.read("facts", `current:${scope}`);
  return fact && store.read("devices", fact.value);
}

/** Become the phone of whom the code was made for. */
export async function pairByCode(store, code, label) {
  return pair(store, "pair/", { code, label });
}

/** Make the browser of somebody who is signed in their device. */
export async function pairHere(store, scope, csrfToken) {
  return pair(store, "pair-here/", { scope, label: thisDevice() }, { "X-CSRFToken": csrfToken });
}

async function pair(store, door, facts, headers = {}) {
  const { privateKey, publicKey } = await makeKey();
  const response = await fetch(API + door, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify({ ...facts, public_key: publicKey }),
  });
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw new PairingError(said);
  const { device, token } = said;
  const kept = { ...device, token, privateKey, publicKey, counter: 0, lastHash: "", revoked: false };
  await store.write([
    ["put", "devices", kept],
    ["put", "facts", { name: `current:${device.scope}`, value: device.id }],
    ["put", "facts", { name: "clock", value: Date.parse(said.server_time) - Date.now() }],
  ]);
  await navigator.storage?.persist?.().catch(() => false);
  return { device: kept, startPage: said.start_page };
}

/** What people would call this device, from what the browser tells. */
export function thisDevice(agent = navigator.userAgent) {
  const kinds = [[/iPhone/, "iPhone"], [/iPad/, "iPad"], [/Android.*Mobile/, "Android phone"], [/Android/, "Android tablet"]];
  const systems = [[/Windows/, "Windows"], [/Mac OS X/, "Mac"], [/CrOS/, "Chromebook"], [/Linux/, "Linux"]];
  const browsers = [[/Firefox\//, "Firefox"], [/Edg\//, "Edge"], [/Chrome\//, "Chrome"], [/Safari\//, "Safari"]];
  const of = (list) => list.find(([pattern]) => pattern.test(agent))?.[1];
  return of(kinds) ?? [of(browsers) ?? "Browser", of(systems)].filter(Boolean).join(", ");
}
