// What a scanned text means: without the scanner's prefix, and with GS1's element strings read.
const AIM = /^\]([A-Za-z])([0-9A-Za-z])/;
const GS1_SYMBOLS = new Set(["]C1", "]e0", "]d2", "]Q3", "]J1"]);
const GS = "\u001d";
// Application identifiers that phones meet, with the length of their value; 0: up to the next separator.
const FIELDS = [
  ["00", "sscc", 18], ["01", "gtin", 14], ["02", "content", 14], ["10", "lot", 0], ["11", "made_on", 6],
  ["15", "best_before", 6], ["17", "expires_on", 6], ["20", "variant", 2], ["21", "serial", 0],
  ["30", "count", 0], ["37", "pieces", 0], ["400", "order", 0], ["401", "consignment", 0], ["410", "ship_to", 13],
];

/** `{raw, code, gs1}`: `code` is what to look up (SSCC, GTIN or the text), `gs1` the elements or null. */
export function readCode(raw) {
  const symbol = raw.match(AIM)?.[0] ?? "";
  const text = raw.slice(symbol.length).trim().replace(/^\u001d+|\u001d+$/g, "");
  const isMarked = GS1_SYMBOLS.has(symbol) || text.includes(GS);
  const gs1 = isMarked ? elements(text) : bareSscc(text);
  return { raw, code: gs1?.sscc ?? gs1?.gtin ?? text, gs1 };
}

/** GS1's check digit: weights 3 and 1 from the right. */
export function hasCheckDigit(digits) {
  if (!/^\d{8,18}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, place) => total + Number(digit) * (place % 2 ? 3 : 1), 0);
  return sum % 10 === 0;
}

/** The one of `codes` that is meant: the very code, else the only one that ends so (five characters or more). */
export function match(code, codes) {
  if (codes.includes(code)) return code;
  const ends = code.length >= 5 ? codes.filter((one) => one.endsWith(code)) : [];
  return ends.length === 1 ? ends[0] : null;
}

function bareSscc(text) {
  if (/^00\d{18}$/.test(text) && hasCheckDigit(text.slice(2))) return { sscc: text.slice(2) };
  if (/^\(00\)\d{18}$/.test(text) && hasCheckDigit(text.slice(4))) return { sscc: text.slice(4) };
  return null;
}

function elements(text) {
  const found = {};
  let rest = text;
  while (rest) {
    const field = FIELDS.find(([identifier]) => rest.startsWith(identifier));
    if (!field) return Object.keys(found).length ? found : null;
    const [identifier, name, length] = field;
    const after = rest.slice(identifier.length);
    const end = length || (after.includes(GS) ? after.indexOf(GS) : after.length);
    if (after.length < end) return null;
    found[name] = after.slice(0, end);
    rest = after.slice(end).replace(/^\u001d/, "");
  }
  return found;
}
