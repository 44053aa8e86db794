// The form of an act: canonical JSON (RFC 8785), its hash, its signature. accounts/envelopes.py reads it.
export const GENESIS = "0".repeat(64);

/** The one way to write a JSON value: keys sorted by UTF-16 units, no spaces. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value !== null && typeof value === "object") {
    const named = Object.keys(value).filter((key) => value[key] !== undefined);
    return `{${named.sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }
  const text = JSON.stringify(value);
  if (text === undefined || (typeof value === "number" && !Number.isFinite(value))) {
    throw new TypeError(`${String(value)} cannot be sent`);
  }
  return text;
}

/** SHA-256 of bytes or of text in UTF-8, in small hexadecimal letters. */
export async function sha256(content) {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

/** The envelope with its hash and its signature over the hash's bytes. */
export async function signed(body, privateKey) {
  const hash = await sha256(canonical(body));
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signature = await crypto.subtle.sign(algorithm, privateKey, fromHex(hash));
  return { ...body, hash, signature: toBase64(new Uint8Array(signature)) };
}

/** A key pair whose private half never leaves this browser, and its public half as base64 SPKI. */
export async function makeKey() {
  const kind = { name: "ECDSA", namedCurve: "P-256" };
  const pair = await crypto.subtle.generateKey(kind, false, ["sign", "verify"]);
  const spki = await crypto.subtle.exportKey("spki", pair.publicKey);
  return { privateKey: pair.privateKey, publicKey: toBase64(new Uint8Array(spki)) };
}

/** Whether this page may make keys at all: only https and this very machine are secure enough. */
export function canSign() {
  return Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle && globalThis.indexedDB);
}

function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(text) {
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

function toBase64(bytes) {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
