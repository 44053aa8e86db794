// How many wrong PINs were typed on this phone, per PIN: kept for good, so that a reload brings no new tries.
const NAME = "driver:pin-tries";

export class PinTries {
  #misses = {};

  static async open(store) {
    const tries = new PinTries();
    tries.store = store;
    tries.#misses = (await store.read("facts", NAME))?.value ?? {};
    return tries;
  }

  /** So many may still be typed; another PIN that the office issues begins afresh. */
  left({ digest, tries }) {
    return Math.max(tries - (this.#misses[digest] ?? 0), 0);
  }

  async miss(pin) {
    this.#misses[pin.digest] = (this.#misses[pin.digest] ?? 0) + 1;
    await this.store.write([["put", "facts", { name: NAME, value: this.#misses }]]);
    return this.left(pin);
  }
}
