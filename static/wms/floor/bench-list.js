// Which order is packed next: scan any tote of it.
import { match } from "device/codes";
import { onScan } from "device/scanner";
import { showWrong, read, settle, whatIs, words, fill } from "wms/floor/screen";

const totes = read("totes");
const { benchUrl } = document.body.dataset;

onScan(take);
const asked = new URLSearchParams(location.search).get("tote");
if (asked) take({ code: asked });

async function take({ code }) {
  settle();
  const tote = match(code, Object.keys(totes));
  if (tote) return location.assign(benchUrl.replace("00000000-0000-0000-0000-000000000000", totes[tote].shipment));
  showWrong(fill(words.noTote, { code }), "", words.scanTote);
  const told = await whatIs(code, "");
  if (told) showWrong(told, "", words.scanTote);
}
