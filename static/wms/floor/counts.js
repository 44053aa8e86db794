// Which bin to count: scanning one opens it.
import { onScan } from "device/scanner";
import { wrong } from "device/sounds";
import "device/start";
import { fill, read, words } from "wms/floor/screen";
import { same } from "wms/floor/walk";

const byBin = read("by-bin");
const said = document.querySelector("[data-said]");
const NOWHERE = "00000000-0000-0000-0000-000000000000";

onScan(({ code }) => {
  const bin = Object.keys(byBin).find((one) => same(one, code));
  if (bin) return location.assign(document.body.dataset.countUrl.replace(NOWHERE, byBin[bin]));
  wrong();
  said.textContent = fill(words.unknown, { code });
  said.hidden = false;
});
