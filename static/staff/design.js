// The design page's own sample: show a toast.
import { toast } from "staff/toast";

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-sample-toast]");
  if (!button) return;
  const tone = button.dataset.sampleToast;
  toast({ text: button.dataset.text, tone, undoUrl: tone === "ok" ? "#undo" : "" });
});
