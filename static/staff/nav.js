// Menus (`<details class="menu">`) close as people expect: on Escape, on a click or a focus elsewhere.
function close(menu, { giveFocusBack = false } = {}) {
  menu.open = false;
  if (giveFocusBack) menu.querySelector("summary").focus();
}

function openMenus() {
  return document.querySelectorAll("details.menu[open]");
}

function moveFocus(menu, step) {
  const items = [...menu.querySelectorAll(".menu__item")];
  const next = items.indexOf(document.activeElement) + step;
  items.at(next < 0 ? -1 : next % items.length)?.focus();
}

function onKey(event) {
  const menu = event.target.closest?.("details.menu[open]");
  if (event.key === "Escape") {
    for (const open of openMenus()) close(open, { giveFocusBack: open === menu });
  } else if (menu && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    moveFocus(menu, event.key === "ArrowDown" ? 1 : -1);
  }
}

function closeOthers(event) {
  for (const menu of openMenus()) if (!menu.contains(event.target)) close(menu);
}

/** On a narrow window the section's row of pages scrolls: the page that is open stands in it. */
function showWhereWeAre() {
  const here = document.querySelector(".subbar__entry[aria-current]");
  const row = here?.parentElement;
  if (!row || row.scrollWidth <= row.clientWidth) return;
  const seen = row.getBoundingClientRect();
  const mine = here.getBoundingClientRect();
  row.scrollLeft += mine.left + mine.width / 2 - (seen.left + seen.width / 2);
}

/** Start listening. The drawer needs nothing: it is a popover. */
export function startMenus() {
  showWhereWeAre();
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", closeOthers);
  document.addEventListener("focusin", closeOthers);
}
