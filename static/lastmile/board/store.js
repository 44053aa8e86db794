// @ts-check
// One store for the whole board: what is chosen in one view is chosen in all. Changes made in one go are told
// once, before the next picture is painted, and only to those who asked for the keys that changed.

/** Run before the next paint; a hidden page paints nothing and so waits until it is seen. */
const beforePaint = (/** @type {() => void} */ run) => requestAnimationFrame(() => run());

/**
 * @template {Record<string, any>} S
 * @param {S} initial
 * @param {(run: () => void) => void} schedule when listeners run; a test passes its own
 */
export function createStore(initial, schedule = beforePaint) {
  let state = { ...initial };
  /** @type {Set<string>} */
  let changed = new Set();
  let isWaiting = false;
  /** @type {{ keys: string[], run: (state: S, changed: Set<string>) => void }[]} */
  const listeners = [];
  /** @type {{ keys: string[], run: (state: S) => Partial<S> }[]} */
  const derivations = [];

  function patch(/** @type {Partial<S>} */ values) {
    for (const [key, value] of Object.entries(values)) if (state[key] !== value) changed.add(key);
    state = { ...state, ...values };
  }

  function tell() {
    isWaiting = false;
    for (const { keys, run } of derivations) if (keys.some((key) => changed.has(key))) patch(run(state));
    const now = changed;
    changed = new Set();
    for (const { keys, run } of listeners) if (keys.some((key) => now.has(key))) run(state, now);
  }

  return {
    get: () => state,

    /** Change some keys; a value that is the same object as before is no change. */
    set(/** @type {Partial<S>} */ values) {
      patch(values);
      if (!changed.size || isWaiting) return;
      isWaiting = true;
      schedule(tell);
    },

    /** Call `run(state, changed)` whenever one of the keys changed. */
    on(/** @type {string[]} */ keys, /** @type {(state: S, changed: Set<string>) => void} */ run) {
      listeners.push({ keys, run });
    },

    /** Values that follow from others: worked out first, so that listeners see both in one go. */
    derive(/** @type {string[]} */ keys, /** @type {(state: S) => Partial<S>} */ run) {
      derivations.push({ keys, run });
    },
  };
}

/** A set with one value more or less: a new set, so that the store sees a change. */
export function toggled(/** @type {Set<string>} */ set, /** @type {string} */ value) {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
}
