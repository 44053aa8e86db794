// One item in one bin, counted blind. No page in here; count.js shows it.
import { quantityOf, same } from "wms/floor/walk";

export class Tally {
  constructor(task, now = () => Date.now()) {
    Object.assign(this, { task, now });
    this.begin();
  }

  /** From the bin on. */
  begin() {
    this.step = "bin";
    this.place = "";
    this.begun = 0;
    this.lines = new Map(); // lot (empty: none) -> number, or the set of numbers of numbered pieces
  }

  get total() {
    return [...this.lines.values()].reduce((sum, said) => sum + (said.size ?? said), 0);
  }

  get byLot() {
    return this.task.tracking === "LOT";
  }

  get bySerial() {
    return this.task.tracking === "SERIAL";
  }

  /** What a scan does: `{right}`, or `{wrong, unknown, values}` (a name of words). */
  scan(scan) {
    if (this.step === "bin") return this.#bin(scan);
    if (same(scan.code, this.task.bin)) return { right: "bin" };
    return this.bySerial ? this.#serial(scan) : this.#piece(scan);
  }

  /** Somebody typed how many of a lot there are; `{wrong}` for a lot that the item does not have. */
  typed(quantity, lot = "") {
    const known = this.#lot(lot);
    if (this.byLot && !known) return { wrong: "noLot", values: { lot } };
    this.lines.set(known ?? "", quantity);
    return { right: "item" };
  }

  /** What is sent; with `nothing` the bin holds none of it. */
  payload({ nothing = false } = {}) {
    const lines = nothing ? [] : [...this.lines].map(([lot, said]) => ({
      lot,
      quantity: said.size ?? said,
      ...(said.size ? { serials: [...said] } : {}),
    }));
    const seconds = Math.ceil((this.now() - this.begun) / 1000);
    return { place: this.place, item: this.task.sku, lines, seconds };
  }

  #bin({ code, raw }) {
    if (!same(code, this.task.bin)) return { wrong: "wrongBin", unknown: true, values: { wanted: this.task.bin } };
    this.place = raw;
    this.begun = this.now();
    this.step = "item";
    return { right: "bin" };
  }

  #piece(scan) {
    const said = this.#lot(scan.gs1?.lot ?? scan.code);
    const quantity = quantityOf(this.task.codes, scan) || (said ? Number(scan.gs1?.pieces ?? scan.gs1?.count ?? 1) : 0);
    if (!quantity) return { wrong: "wrongItem", unknown: true, values: { wanted: this.task.name } };
    if (scan.gs1?.lot && !said) return { wrong: "noLot", values: { lot: scan.gs1.lot } };
    if (this.byLot && !said) return { wrong: "scanLot", values: {} };
    const lot = said ?? "";
    this.lines.set(lot, (this.lines.get(lot) ?? 0) + quantity);
    return { right: "item" };
  }

  #serial({ code, gs1 }) {
    const number = gs1?.serial ?? code;
    if (quantityOf(this.task.codes, { code, gs1 }) && !gs1?.serial) return { wrong: "scanNumber", values: {} };
    const numbers = this.lines.get("") ?? new Set();
    if (numbers.has(number)) return { wrong: "serialTwice", values: { code: number } };
    this.lines.set("", numbers.add(number));
    return { right: "item" };
  }

  #lot(code) {
    return this.task.lots.find((lot) => same(lot, code));
  }
}
