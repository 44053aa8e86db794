// Where the phone was last, for the proof only. Without permission there is none, and nobody is stopped.
const OLD_MS = 120_000;
let last = null;

/** Begin to listen; the browser asks the driver once. */
export function watchPlace() {
  navigator.geolocation?.watchPosition(
    ({ coords, timestamp }) => (last = { coords, timestamp }),
    () => {},
    { enableHighAccuracy: true, maximumAge: 10_000 },
  );
}

/** `{longitude, latitude, accuracy_m}` of the last two minutes, or null. */
export function lastPlace(now = Date.now()) {
  if (!last || now - last.timestamp > OLD_MS) return null;
  const { longitude, latitude, accuracy } = last.coords;
  return { longitude, latitude, accuracy_m: Math.round(accuracy) };
}
