// The theme switch: light, dark, or as the device has it.
const device = matchMedia("(prefers-color-scheme: dark)");

/** What a choice looks like on a device. */
export function themeFor(choice, deviceIsDark) {
  if (choice === "light" || choice === "dark") return choice;
  return deviceIsDark ? "dark" : "light";
}

function stored() {
  try {
    return localStorage.getItem("theme") || "auto";
  } catch {
    return "auto";
  }
}

function show(choice) {
  document.documentElement.dataset.theme = themeFor(choice, device.matches);
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
  document.dispatchEvent(new CustomEvent("theme:changed"));
}

function choose(choice) {
  try {
    localStorage.setItem("theme", choice);
  } catch {
    // kept for this page only
  }
  show(choice);
}

/** `[data-theme-choice]` sets, `[data-theme-toggle]` turns round; `theme:changed` tells maps to redraw. */
export function startTheme() {
  show(stored());
  device.addEventListener("change", () => show(stored()));
  addEventListener("storage", (event) => event.key === "theme" && show(stored()));
  document.addEventListener("click", (event) => {
    const choice = event.target.closest("[data-theme-choice]");
    if (choice) choose(choice.dataset.themeChoice);
    else if (event.target.closest("[data-theme-toggle]")) {
      choose(document.documentElement.dataset.theme === "dark" ? "light" : "dark");
    }
  });
}
