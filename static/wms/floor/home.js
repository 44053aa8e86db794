// The floor's first page: start a walk, or open the order of a tote that was scanned.
import { onScan } from "device/scanner";
import { wrong } from "device/sounds";
import { ready } from "device/start";
import { startLive } from "staff/live";

const { walkUrl, packUrl } = document.body.dataset;
const said = document.querySelector("[data-said]");
const SETTLES_MS = 400; // several acts come together
let timer = 0;
const NOWHERE = "00000000-0000-0000-0000-000000000000";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-start]");
  if (button) startWalk(button);
});
onScan(({ code }) => packUrl && location.assign(`${packUrl}?tote=${encodeURIComponent(code)}`));
document.querySelector("[data-floor]")?.addEventListener("live", () => {
  clearTimeout(timer);
  timer = setTimeout(refresh, SETTLES_MS);
});
startLive();

async function startWalk(button) {
  button.disabled = true;
  const outbox = await ready;
  const { answered } = await outbox.enqueue({ kind: "pick.start", subject: button.dataset.start, label: button.textContent.trim() });
  const answer = await answered;
  if (answer.status === "applied") return location.assign(walkUrl.replace(NOWHERE, answer.result.walk));
  button.disabled = false;
  wrong();
  said.textContent = answer.error.message;
  said.hidden = false;
}

async function refresh() {
  const answer = await fetch(location.href, { cache: "no-store" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-floor]");
  if (fresh) document.querySelector("[data-floor]").replaceChildren(...fresh.childNodes);
}
