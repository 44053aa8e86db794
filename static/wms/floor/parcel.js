// One parcel's label: printed once more at a printer of the house.
import { ok, wrong } from "device/sounds";
import { ready } from "device/start";

const said = document.querySelector("[data-said]");

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-print]");
  if (!button) return;
  const outbox = await ready;
  const act = { kind: "label.print", subject: document.body.dataset.parcel, payload: { printer: button.dataset.print }, label: button.textContent.trim() };
  const { answered } = await outbox.enqueue(act);
  const answer = await answered;
  if (answer.status === "rejected") wrong();
  else ok();
  said.textContent = answer.error?.message ?? said.dataset.sent;
  said.hidden = false;
});
