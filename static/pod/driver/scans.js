// What a scan means on each screen, and how it sounds.
import { match } from "device/codes";
import { ok, wrong } from "device/sounds";
import { Acts } from "pod/driver/acts";
import { tail } from "pod/driver/show";
import { say } from "pod/driver/toast";
import { t } from "pod/driver/words";

export class Scans extends Acts {
  toggleScan(task, code) {
    const { scans } = this.draftOf(task);
    if (!scans.delete(code)) scans.add(code);
    this.render();
  }

  tick(unit) {
    const { found } = this.loadDraft;
    if (!found.delete(unit.id)) found.add(unit.id);
    this.render();
  }

  tickAll(units) {
    for (const unit of units) this.loadDraft.found.add(unit.id);
    this.render();
  }

  /** A scan means what the screen is about: a unit of the load, a parcel of the stop, or a stop to open. */
  scanned(code) {
    const { screen, stop } = this.placeOf();
    if (!this.route) return;
    if (screen === "load") return this.scannedUnit(code);
    const here = stop?.tasks.filter((task) => task.status === "OPEN") ?? [];
    const task = here.find((one) => match(code, one.parcels.map((parcel) => parcel.sscc)));
    if (task) {
      this.draftOf(task).scans.add(match(code, task.parcels.map((parcel) => parcel.sscc)));
      ok();
      say(t("parcel_ok", { code: tail(code) }));
      return this.render();
    }
    return this.scannedElsewhere(code, stop);
  }

  scannedUnit(code) {
    const unit = this.route.load.find((one) => one.sscc && match(code, [one.sscc]));
    if (!unit) {
      wrong();
      return say(t("not_on_route", { code: tail(code) }), "bad");
    }
    this.loadDraft.found.add(unit.id);
    ok();
    return this.render();
  }

  scannedElsewhere(code, here) {
    const owner = this.route.stops.find((stop) => stop.tasks.some((task) => match(code, task.parcels.map((parcel) => parcel.sscc))));
    if (owner && !here) {
      ok();
      return this.go(`stop/${owner.id}`);
    }
    wrong();
    return say(owner ? t("belongs_to", { code: tail(code), number: owner.sequence }) : t("not_on_route", { code: tail(code) }), "bad");
  }
}
