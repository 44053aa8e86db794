// The form of one order: lines come and go, items are found while one types, a place is taken from the list.
const WAIT_MS = 180;
const form = document.querySelector("[data-order-form]");

function addLine() {
  const lines = form.querySelectorAll("[data-order-line]");
  const fresh = lines[lines.length - 1].cloneNode(true);
  for (const input of fresh.querySelectorAll("input")) input.value = "";
  lines[lines.length - 1].after(fresh);
  fresh.querySelector("input").focus();
}

function removeLine(button) {
  const line = button.closest("[data-order-line]");
  if (form.querySelectorAll("[data-order-line]").length > 1) line.remove();
  else for (const input of line.querySelectorAll("input")) input.value = "";
}

let waiting;
function findItems(text) {
  clearTimeout(waiting);
  waiting = setTimeout(async () => {
    try {
      const answer = await fetch(`${form.dataset.itemsUrl}?q=${encodeURIComponent(text)}`);
      if (answer.ok) offer((await answer.json()).items);
    } catch {
      // without the list one still types the SKU
    }
  }, WAIT_MS);
}

function offer(items) {
  const options = items.map((item) => {
    const option = document.createElement("option");
    option.value = item.sku;
    option.label = item.name;
    return option;
  });
  form.querySelector("#items-found").replaceChildren(...options);
}

function takePoint(candidate) {
  form.elements.longitude.value = candidate.dataset.longitude;
  form.elements.latitude.value = candidate.dataset.latitude;
  for (const other of form.querySelectorAll("[data-candidate]")) {
    other.setAttribute("aria-pressed", String(other === candidate));
  }
  form.querySelector("[data-point-taken]").hidden = false;
}

function forgetPoint() {
  form.elements.longitude.value = form.elements.latitude.value = "";
  form.querySelector("[data-point-taken]").hidden = true;
}

form.addEventListener("click", (event) => {
  if (event.target.closest("[data-line-add]")) addLine();
  const remove = event.target.closest("[data-line-remove]");
  if (remove) removeLine(remove);
  const candidate = event.target.closest("[data-candidate]");
  if (candidate) takePoint(candidate);
});
form.addEventListener("input", (event) => {
  if (event.target.name === "sku") findItems(event.target.value);
  if (["line1", "postcode", "town", "country"].includes(event.target.name)) forgetPoint();
});
