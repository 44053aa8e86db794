// Keys. `data-key="n"` on a link, button or field: the key presses it, or puts the cursor in it.
// `data-key="shift+z"` needs Shift as well. "/" finds the page's search, "?" shows the help. Single keys can be turned off (WCAG 2.1.4).
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select";

function areOff() {
  try {
    return localStorage.getItem("shortcuts") === "off";
  } catch {
    return false;
  }
}

/** Is this key meant as a shortcut, and not as typing or as the browser's own? */
export function isShortcut({ key, ctrlKey, metaKey, altKey, repeat, isComposing }, isTyping) {
  return key.length === 1 && !ctrlKey && !metaKey && !altKey && !repeat && !isComposing && !isTyping;
}

function press(element) {
  if (element.matches(TYPING)) {
    element.focus();
    element.select?.();
  } else element.click();
}

function isSeen(element) {
  return element.checkVisibility?.() ?? element.offsetParent !== null;
}

function onKey(event) {
  const target = event.target;
  const isTyping = Boolean(target.matches?.(TYPING) || target.isContentEditable);
  if (!isShortcut(event, isTyping) || areOff() || document.querySelector("dialog[open]")) return;
  const key = event.key.toLowerCase();
  const under = (name) => [...document.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].filter(isSeen);
  const withShift = event.shiftKey ? under(`shift+${key}`) : [];
  const bound = withShift.length ? withShift : under(key);
  const inPage = bound.find((element) => element.closest("main"));
  const element = inPage ?? bound[0];
  if (!element) return;
  event.preventDefault();
  press(element);
}

function keepChoice(event) {
  if (!event.target.matches("[data-shortcuts-switch]")) return;
  try {
    localStorage.setItem("shortcuts", event.target.checked ? "on" : "off");
  } catch {
    // kept for nothing: the keys stay on
  }
}

/** Start listening, and show the switch as it was left. */
export function startShortcuts() {
  document.addEventListener("keydown", onKey);
  document.addEventListener("change", keepChoice);
  for (const box of document.querySelectorAll("[data-shortcuts-switch]")) box.checked = !areOff();
}
