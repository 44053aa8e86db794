// One walk as its page sees it: bin, item, quantity, tote. No page in here; pick.js shows it.
const SSCC = /^\d{18}$/;

/** Same code, whatever the scanner makes of small letters. */
export function same(one, other) {
  return String(one).toUpperCase() === String(other).toUpperCase();
}

/** How many one scan of the code stands for; 0 for a code of something else. */
export function quantityOf(codes, { code, gs1 }) {
  const forms = [code, code.replace(/^0+/, ""), gs1?.lot].filter(Boolean).map((form) => form.toUpperCase());
  const found = Object.entries(codes).find(([known]) =>
    forms.includes(known.toUpperCase()) || (/^\d{8,14}$/.test(known) && forms.includes(known.replace(/^0+/, ""))));
  return found ? Number(gs1?.pieces ?? gs1?.count ?? found[1]) : 0;
}

export class Walk {
  constructor(data) {
    this.take(data);
  }

  /** New tasks from the server; what is done here and not sent yet is left out. */
  take(data, pending = []) {
    this.totes = data.totes;
    this.free = data.free ?? [];
    this.all = data.all;
    this.tasks = data.tasks.filter((task) => !pending.includes(task.id));
    this.begin();
  }

  get task() {
    return this.tasks[0] ?? null;
  }

  get left() {
    return this.tasks.length;
  }

  /** Start with the first task at its bin. */
  begin() {
    this.step = "bin";
    this.counted = 0;
    this.serials = [];
    this.place = this.item = "";
    this.wanted = this.task?.left ?? 0;
  }

  /** The totes that the task's order has already. */
  get mine() {
    return Object.keys(this.totes).filter((sscc) => this.totes[sscc].shipment === this.task?.shipment);
  }

  /** What a scan does: `{right}`, `{wrong, values}` (a name of words), `{unknown}` or `{act}` when it is whole. */
  scan(scan) {
    if (!this.task) return { unknown: true };
    if (this.step === "bin") return this.#bin(scan);
    if (this.step === "item" && !(SSCC.test(scan.code) && this.counted)) return this.#item(scan);
    return this.#tote(scan);
  }

  /** The person says that he has all of it, after the first piece was right. */
  takeAll() {
    if (this.step !== "item" || !this.counted || this.task.serials) return false;
    this.counted = this.wanted;
    this.step = "tote";
    return true;
  }

  /** There are no more than were counted: they go into the tote, and then the rest is short. */
  settleFor(counted) {
    this.wanted = counted;
    this.step = "tote";
  }

  #bin({ code, raw }) {
    if (!same(code, this.task.bin)) return { wrong: "wrongBin", unknown: true, values: { wanted: this.task.bin } };
    this.place = raw;
    this.step = "item";
    return { right: "bin" };
  }

  #item(scan) {
    const { task } = this;
    const said = scan.gs1?.lot;
    if (task.serials) return this.#serial(scan);
    const quantity = quantityOf(task.codes, scan);
    if (!quantity) return { wrong: "wrongItem", unknown: true, values: { wanted: task.name } };
    if (task.lot && said && !same(said, task.lot)) return { wrong: "wrongLot", values: { lot: said, wanted: task.lot } };
    if (this.counted + quantity > this.wanted) return { wrong: "tooMany", values: { left: this.wanted } };
    this.item ||= scan.raw;
    this.counted += quantity;
    if (this.counted === this.wanted) this.step = "tote";
    return { right: "item" };
  }

  #serial({ code, gs1 }) {
    const number = gs1?.serial ?? code;
    if (!this.task.serials.includes(number)) return { wrong: "wrongSerial", unknown: true, values: { code: number } };
    if (this.serials.includes(number)) return { wrong: "serialTwice", values: { code: number } };
    this.item = this.task.sku;
    this.serials.push(number);
    this.counted = this.serials.length;
    if (this.counted === this.wanted) this.step = "tote";
    return { right: "item" };
  }

  #tote({ code }) {
    if (!SSCC.test(code)) return { wrong: "wantTote", unknown: true, values: {} };
    const use = this.totes[code];
    if (use && use.shipment !== this.task.shipment) {
      return { wrong: "toteOf", values: { order: use.order, wanted: this.task.order } };
    }
    this.totes[code] = { shipment: this.task.shipment, order: this.task.order };
    return { act: this.#reach(code) };
  }

  #reach(tote) {
    const { task, counted: quantity, serials, place, item } = this;
    const act = { kind: "pick.confirm", subject: task.id, payload: { place, item, tote, quantity, serials } };
    const rest = task.left - quantity;
    if (rest) this.tasks[0] = { ...task, left: rest };
    else this.tasks.shift();
    this.begin();
    return { ...act, task, rest };
  }
}
