// Values as a driver reads them: times at the site, distances, addresses, links that hand over to other apps.
import { t } from "pod/driver/words";

const lang = document.documentElement.lang || "en";

/** "12:14" at the site, or "". */
export function clock(moment, zone) {
  if (!moment) return "";
  return new Date(moment).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
}

/** "1.4 km", "80 m". */
export function distance(metres) {
  if (metres >= 1000) return t("km", { figure: (metres / 1000).toLocaleString(lang, { maximumFractionDigits: 1 }) });
  return t("m", { figure: Math.round(metres / 10) * 10 });
}

/** "6.2 kg", or "" where nobody weighed it. */
export function weight(grams) {
  return grams ? t("kg", { figure: (grams / 1000).toLocaleString(lang, { maximumFractionDigits: 1 }) }) : "";
}

/** The address in one line. */
export function addressLine(address) {
  return [address.line1, address.line2].filter(Boolean).join(", ");
}

/** The town in one line. */
export function townLine(address) {
  return [address.postcode, address.town].filter(Boolean).join(" ");
}

/** When the driver will be there, as far as anybody knows: the estimate, else the plan. */
export function expected(stop) {
  return stop.expected_at ?? stop.planned_at;
}

/** The end of what was promised at this stop, the earliest of its deliveries; null: nothing was promised. */
export function dueAt(stop) {
  const ends = stop.tasks.flatMap((task) =>
    task.promised_until ? [task.promised_until] : task.windows.length ? [task.windows.at(-1).until] : [],
  );
  return ends.length ? ends.reduce((least, one) => (Date.parse(one) < Date.parse(least) ? one : least)) : null;
}

/** "late", "risk" or "": measured by what was promised. */
export function pressure(stop, slackMs = 12 * 60_000) {
  const due = dueAt(stop);
  if (!due) return "";
  const slack = Date.parse(due) - Date.parse(expected(stop));
  return slack < 0 ? "late" : slack < slackMs ? "risk" : "";
}

/** The address for the phone's own map app. */
export function navigationLink(stop, agent = navigator.userAgent) {
  const latitude = stop.address?.latitude ?? stop.latitude;
  const longitude = stop.address?.longitude ?? stop.longitude;
  if (latitude === null || longitude === null) return null;
  const point = `${latitude},${longitude}`;
  return /iPhone|iPad|Macintosh/.test(agent) ? `maps://?daddr=${point}` : `geo:${point}?q=${point}`;
}

/** `tel:` for a number as people write it. */
export function callLink(phone) {
  const digits = phone.replace(/[^\d+*#]/g, "");
  return digits ? `tel:${digits}` : null;
}

/** The last five characters of a code, as drivers say it. */
export function tail(code) {
  return `…${code.slice(-5)}`;
}
