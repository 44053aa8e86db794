// What lies in the totes of one order, and what of it is in cartons. No page in here; pack.js shows it.
import { quantityOf, same } from "wms/floor/walk";

export class Bench {
  constructor(data) {
    this.tote = "";
    this.take(data);
  }

  /** What the server says now. */
  take(data) {
    Object.assign(this, { shipment: data.shipment, order: data.order, inUse: data.in_use, parcels: data.parcels });
    this.totes = data.totes;
    const full = this.ssccs.filter((sscc) => this.#leftIn(sscc));
    if (!full.includes(this.tote)) this.tote = full[0] ?? this.ssccs[0] ?? "";
    const open = this.parcels.find((parcel) => !parcel.closed);
    this.isFilling = Boolean(open);
    this.number = open?.number ?? this.parcels.length + 1;
  }

  get ssccs() {
    return Object.keys(this.totes);
  }

  /** Base units that are still in totes. */
  get left() {
    return this.ssccs.reduce((total, sscc) => total + this.#leftIn(sscc), 0);
  }

  /** What comes next to the eye: the first item that is left in this tote, else in any. */
  get next() {
    const left = (sscc) => (this.totes[sscc] ?? []).filter((item) => item.left);
    return left(this.tote)[0] ?? this.ssccs.flatMap(left)[0] ?? null;
  }

  /** What a scan does: `{tote}`, `{act}`, or `{wrong, values}` (a name of words). */
  scan(scan) {
    if (this.totes[scan.code]) return { tote: (this.tote = scan.code) };
    const other = this.inUse[scan.code];
    if (other) return { wrong: "toteOf", values: { order: other.order } };
    const found = this.#find(this.tote, scan);
    if (!found) return this.#notHere(scan);
    const { item, quantity, serials } = found;
    if (item.lot && scan.gs1?.lot && !same(scan.gs1.lot, item.lot)) {
      return { wrong: "wrongLot", values: { lot: scan.gs1.lot, wanted: item.lot } };
    }
    if (quantity > item.left) return { wrong: item.left ? "tooMany" : "noMore", values: { left: item.left, name: item.name } };
    item.left -= quantity;
    this.isFilling = true;
    return { act: { payload: { tote: this.tote, item: scan.raw, quantity, serials }, item } };
  }

  /** The server opened this carton for it. */
  packed(number) {
    this.number = number;
  }

  #find(tote, scan) {
    const items = this.totes[tote] ?? [];
    for (const item of items) {
      const number = scan.gs1?.serial ?? scan.code;
      const serial = item.serials?.indexOf(number) ?? -1;
      if (serial >= 0) {
        item.serials.splice(serial, 1);
        return { item, quantity: 1, serials: [number] };
      }
      const quantity = item.serials ? 0 : quantityOf(item.codes, scan);
      if (quantity) return { item, quantity, serials: [] };
    }
    return null;
  }

  #notHere(scan) {
    const elsewhere = this.ssccs.find((sscc) => sscc !== this.tote && (this.totes[sscc] ?? []).some((item) => quantityOf(item.codes, scan)));
    if (elsewhere) return { wrong: "otherTote", values: { tote: elsewhere.slice(-6) } };
    return { wrong: "wrongItem", unknown: true, values: { order: this.order } };
  }

  #leftIn(sscc) {
    return this.totes[sscc].reduce((total, item) => total + item.left, 0);
  }
}
