// Tables: a click anywhere in a row follows its link; check boxes select rows.
const INTERACTIVE = "a, button, input, select, textarea, label, summary, [data-no-row-link]";

function followRow(event) {
  const row = event.target.closest("tr[data-row-link]");
  if (!row || event.target.closest(INTERACTIVE) || getSelection()?.toString()) return;
  const link = row.querySelector("a.table__link");
  if (!link) return;
  if (event.ctrlKey || event.metaKey || event.button === 1) open(link.href, "_blank", "noopener");
  else link.click();
}

function boxesOf(table) {
  return [...table.querySelectorAll("input[data-select-row]")];
}

/** What a head check box shows for so many of so many. */
export function headState(chosen, all) {
  return { checked: all > 0 && chosen === all, indeterminate: chosen > 0 && chosen < all };
}

function count(table) {
  const boxes = boxesOf(table);
  const chosen = boxes.filter((box) => box.checked).length;
  const head = table.querySelector("input[data-select-all]");
  if (head) Object.assign(head, headState(chosen, boxes.length));
  const scope = table.closest("form") ?? document;
  for (const place of scope.querySelectorAll("[data-selected-count]")) place.textContent = String(chosen);
  for (const bar of scope.querySelectorAll("[data-when-selected]")) bar.hidden = chosen === 0;
}

function select(event) {
  const table = event.target.closest("table");
  if (!table) return;
  if (event.target.matches("input[data-select-all]")) {
    for (const box of boxesOf(table)) box.checked = event.target.checked;
  } else if (!event.target.matches("input[data-select-row]")) return;
  count(table);
}

/** Start listening. */
export function startTables() {
  document.addEventListener("click", followRow);
  document.addEventListener("auxclick", (event) => event.button === 1 && followRow(event));
  document.addEventListener("change", select);
  for (const table of document.querySelectorAll("table:has(input[data-select-row])")) count(table);
}
