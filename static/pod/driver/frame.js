// The frame around every screen: title, way back, steps, body, buttons at the bottom.
import { warn } from "device/sounds";
import { h, icon } from "pod/driver/dom";
import { say } from "pod/driver/toast";
import { t } from "pod/driver/words";

const FULL = 0.8;

/** Show a screen; a new one begins at its top. */
export function draw(screen, go, isNew) {
  document.title = `${screen.title} · Waybill`;
  document.querySelector("#heading").textContent = screen.title;
  const back = document.querySelector("#back");
  back.hidden = screen.back === undefined && !screen.leave;
  back.onclick = screen.leave ?? (() => go(screen.back));
  fill("#under", [screen.step && steps(screen.step), screen.under]);
  fill("#main", [screen.safeToLeave && h("span", { hidden: true, "data-safe-to-leave": "" }), screen.body]);
  fill("#dock", [screen.dock]);
  if (isNew) {
    scrollTo(0, 0);
    document.querySelector("#main").focus({ preventScroll: true });
  }
}

function fill(place, parts) {
  document.querySelector(place).replaceChildren(...parts.flat(4).filter((part) => part instanceof Node));
}

function steps(step) {
  return h(".dr-steps", { role: "img", "aria-label": t("step", { number: step }) }, [1, 2, 3].map((one) => h("i", { "data-done": one <= step ? "" : null })));
}

/** A screen that has nothing to show yet. */
export function waiting(text, picture) {
  return h(".dr-empty", icon(picture), h("p", text));
}

/** Where the browser has little room left, say so before anything is lost. */
export async function checkRoom() {
  const { usage = 0, quota = 0 } = (await navigator.storage?.estimate?.().catch(() => ({}))) ?? {};
  if (quota && usage / quota > FULL) {
    warn();
    say(t("storage_full"), "bad");
  }
}

/** By day and by night: the choice stays on this phone. */
export function startTheme() {
  document.querySelector("#theme").addEventListener("click", () => {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    localStorage.setItem("theme", next);
  });
}
