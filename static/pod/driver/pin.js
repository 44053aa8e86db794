// The recipient's PIN, checked without a network: the phone knows a salted verifier and never the PIN.

/** The key that the PIN leads to, as hex, or "" where it is the wrong PIN. */
export async function keyOfPin(pin, { salt, rounds, digest }) {
  const material = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytesOf(salt), iterations: rounds };
  const key = await crypto.subtle.deriveBits(how, material, 256);
  const seen = hexOf(await crypto.subtle.digest("SHA-256", key));
  return seen === digest ? hexOf(key) : "";
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => Number.parseInt(pair, 16));
}

function hexOf(buffer) {
  return [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
