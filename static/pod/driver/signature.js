// A signature with a finger: strokes as x, y and milliseconds, and a picture of them. The ground stays white in
// both themes, because the ink must be seen.
const LEAST_POINTS = 12;
const MOST_POINTS = 5000;
const INK = "#10151a";

export class SignaturePad {
  #strokes = [];
  #began = 0;

  /** `onchange(pad)` after each stroke. */
  constructor(canvas, onchange) {
    Object.assign(this, { canvas, onchange });
    this.pen = canvas.getContext("2d");
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => this.onchange(this));
    this.#fit();
  }

  /** Enough of a line to be somebody's name. */
  get isEnough() {
    return this.#points() >= LEAST_POINTS;
  }

  /** `[[x, y, ms, x, y, ms, …], …]`, whole numbers. */
  get strokes() {
    return this.#strokes.map((stroke) => stroke.flat());
  }

  clear() {
    this.#strokes = [];
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
    this.onchange(this);
  }

  /** Take over what another pad has: the screen was drawn anew under a signature. */
  show(other) {
    this.#strokes = other.points;
    for (const stroke of this.#strokes) this.#drawAll(stroke);
    this.onchange(this);
  }

  /** The strokes as points. */
  get points() {
    return this.#strokes;
  }

  /** The signature as a PNG, ink on nothing. */
  picture() {
    return new Promise((resolve) => this.canvas.toBlob(resolve, "image/png"));
  }

  #points() {
    return this.#strokes.reduce((sum, stroke) => sum + stroke.length, 0);
  }

  #fit() {
    const scale = Math.max(1, globalThis.devicePixelRatio || 1);
    this.canvas.width = Math.round(this.canvas.clientWidth * scale);
    this.canvas.height = Math.round(this.canvas.clientHeight * scale);
    this.pen.scale(scale, scale);
    Object.assign(this.pen, { lineCap: "round", lineJoin: "round", strokeStyle: INK, lineWidth: 2.4 });
  }

  #down(event) {
    if (!event.isPrimary) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.#began ||= event.timeStamp;
    this.#strokes.push([this.#at(event)]);
    this.#draw(this.#strokes.at(-1));
  }

  #move(event) {
    if (!event.isPrimary || !this.canvas.hasPointerCapture(event.pointerId)) return;
    const stroke = this.#strokes.at(-1);
    for (const point of event.getCoalescedEvents?.() ?? [event]) {
      if (this.#points() < MOST_POINTS) stroke.push(this.#at(point));
    }
    this.#draw(stroke);
  }

  #at(event) {
    const box = this.canvas.getBoundingClientRect();
    const whole = (value) => Math.max(0, Math.round(value));
    return [whole(event.clientX - box.left), whole(event.clientY - box.top), whole(event.timeStamp - this.#began)];
  }

  #drawAll(stroke) {
    for (let end = 1; end <= stroke.length; end += 30) this.#draw(stroke.slice(Math.max(0, end - 2), end + 30));
  }

  #draw(stroke) {
    const [first, ...others] = stroke.slice(-40);
    this.pen.beginPath();
    this.pen.moveTo(first[0], first[1]);
    for (const [x, y] of others) this.pen.lineTo(x, y);
    if (!others.length) this.pen.lineTo(first[0] + 0.5, first[1]);
    this.pen.stroke();
  }
}
