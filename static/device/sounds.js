// What a scan sounds and feels like: three outcomes that nobody mistakes for one another, without looking.
let context = null;

/** Right: one short high tone. */
export function ok() {
  play([[1180, 0, 0.09]], 30);
}

/** Wrong: two long low tones, a long shake. */
export function wrong() {
  play([[180, 0, 0.22], [150, 0.26, 0.3]], [140, 60, 140]);
}

/** Look at the screen: two middle tones. */
export function warn() {
  play([[660, 0, 0.08], [660, 0.13, 0.08]], [25, 50, 25]);
}

function play(tones, shakes) {
  navigator.vibrate?.(shakes);
  if (!navigator.userActivation?.hasBeenActive && navigator.userActivation) return; // the browser would refuse
  context ??= new AudioContext();
  context.resume?.();
  for (const [pitch, after, lasts] of tones) tone(pitch, context.currentTime + after, lasts);
}

function tone(pitch, from, lasts) {
  const voice = context.createOscillator();
  const loudness = context.createGain();
  voice.type = pitch < 300 ? "square" : "sine";
  voice.frequency.value = pitch;
  loudness.gain.setValueAtTime(0.25, from);
  loudness.gain.setTargetAtTime(0, from + lasts * 0.8, 0.02);
  voice.connect(loudness).connect(context.destination);
  voice.start(from);
  voice.stop(from + lasts + 0.1);
}
