// The dock's first page follows what others do: it is fetched again when the floor changes.
import "device/start";
import { startLive } from "staff/live";

const SETTLES_MS = 400; // several acts come together
let timer = 0;

document.querySelector("[data-dock]")?.addEventListener("live", () => {
  clearTimeout(timer);
  timer = setTimeout(refresh, SETTLES_MS);
});
startLive();

async function refresh() {
  const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-dock]");
  if (fresh) document.querySelector("[data-dock]").replaceChildren(...fresh.childNodes);
}
