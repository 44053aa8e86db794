// A scanner that types: which keys are a scan and which are a person. No page in here; scanner.js feeds it.
const GAP_MS = 35; // machines type a key every 7 to 16 ms, people take more than 50
const SHORTEST = 3;
const GROUP_SEPARATOR = "\u001d";

/** Feed it keys in their order; it answers with a scan once one is complete. */
export class Wedge {
  #typed = "";
  #last = -Infinity;

  /** `{scan}` when a code is complete, `{swallow}` when the browser must not see the key, or nothing.
   *  `time` is the event's own, in ms: a busy page hears keys late. */
  key({ key, ctrlKey = false, altKey = false, metaKey = false, time }) {
    const isLineFeed = ctrlKey && key.toLowerCase() === "j"; // some scanners end so; Chrome would open downloads
    if (key === "Enter" || key === "Tab" || isLineFeed) return this.#end(time, isLineFeed);
    const letter = ctrlKey && key === "]" ? GROUP_SEPARATOR : key;
    if (letter.length !== 1 || altKey || metaKey || (ctrlKey && letter === key)) return {};
    const goesOn = time - this.#last < GAP_MS;
    this.#typed = goesOn ? this.#typed + letter : letter;
    this.#last = time;
    return { begins: !goesOn, swallow: letter === GROUP_SEPARATOR };
  }

  #end(time, isLineFeed) {
    const typed = this.#typed;
    const isScan = typed.length >= SHORTEST && time - this.#last < GAP_MS * 3;
    this.#typed = "";
    this.#last = -Infinity;
    return isScan ? { scan: typed, swallow: true } : { swallow: isLineFeed };
  }
}
