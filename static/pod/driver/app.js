// The driver's pages: one document, many screens, no network needed. What is done is kept, shown, then sent.
import { ready } from "device/start";
import { onScan, openCamera } from "device/scanner";
import { Scans } from "pod/driver/scans";
import { Day } from "pod/driver/day";
import { checkRoom, draw, startTheme, waiting } from "pod/driver/frame";
import { dueFor, emptyDraft, missing } from "pod/driver/due";
import { currentRoute } from "pod/driver/overlay";
import { PinTries } from "pod/driver/pin-tries";
import { watchPlace } from "pod/driver/place";
import { follow, tellWhenDenied } from "pod/driver/following";
import { say } from "pod/driver/toast";
import { t } from "pod/driver/words";
import { endScreen } from "pod/driver/screens/end";
import { deliverScreen, failScreen, partScreen } from "pod/driver/screens/endings";
import { listScreen } from "pod/driver/screens/list";
import { loadScreen } from "pod/driver/screens/load";
import { stopScreen } from "pod/driver/screens/stop";

class App extends Scans {
  drafts = new Map();
  loadDraft = { found: new Set() };
  chosen = "";
  openCamera = () => openCamera();
  mayStart = document.body.dataset.mayStart === "yes";

  constructor(day, pinTries) {
    super(day);
    this.pinTries = pinTries;
    day.addEventListener("change", () => this.refresh());
    day.addEventListener("change", () => follow(this.route));
    day.addEventListener("refused", ({ detail }) => say(t(detail === 403 || detail === 404 ? "not_a_driver" : "no_answer")));
    day.outbox.addEventListener("change", () => this.isOnList && this.refresh());
    addEventListener("hashchange", () => this.render(true));
    onScan((scan) => this.scanned(scan.code));
  }

  get document() {
    return this.day.now;
  }

  get route() {
    return this.document && currentRoute(this.document);
  }

  get zone() {
    return this.route?.site.time_zone ?? "UTC";
  }

  get isOnList() {
    return !location.hash.slice(1);
  }

  /** What was brought so far for a task; it stays while the page is open. */
  draftOf(task) {
    if (!this.drafts.has(task.id)) this.drafts.set(task.id, { ...emptyDraft(task), parcels: task.parcels.length });
    return this.drafts.get(task.id);
  }

  /** Whether the server has answered an act. */
  isSent(command) {
    return (this.day.acts.find((act) => act.id === command)?.answer ?? "applied") === "applied";
  }

  go(place) {
    if (location.hash.slice(1) === place) this.render(true);
    else location.hash = place;
  }

  choose(task) {
    this.chosen = task.id;
    this.render();
  }

  /** The stop's main button says what comes next. */
  deliverLabel(task) {
    const kinds = dueFor(this.document, task, { outcome: "DELIVERED", way: "RECIPIENT" })
      .filter((one) => one.mode.startsWith("MANDATORY"))
      .map((one) => one.kind);
    if (kinds.includes("SIGNATURE")) return t("deliver_sign");
    return t(kinds.includes("PHOTO") ? "deliver_photo" : "deliver");
  }

  /** Only the confirm button and what is missing change: a signature under way must not be drawn anew. */
  recount() {
    const { task, screen } = this.placeOf();
    if (!task) return;
    const draft = this.draftOf(task);
    const partial = draft.lines !== null;
    const ending = screen === "fail" ? { outcome: "FAILED", way: draft.reason } : { outcome: partial ? "PARTIAL" : "DELIVERED", way: draft.handOver };
    const lacking = missing(dueFor(this.document, task, ending), draft);
    const button = document.querySelector("[data-confirm]");
    const why = document.querySelector("[data-missing]");
    if (button) button.disabled = lacking.length > 0;
    if (why) why.hidden = lacking.length === 0;
    if (why) why.textContent = t("still_needed", { what: lacking.map((one) => this.document.words.proofs[one.kind]).join(", ") });
  }

  sign(draft, relationship, task) {
    draft.relationship = relationship;
    if (relationship !== "RECIPIENT" && draft.signer === task.recipient) draft.signer = "";
    if (relationship === "RECIPIENT" && !draft.signer) draft.signer = task.recipient;
    this.render();
  }

  /** Which screen the address names, with its stop and task. */
  placeOf() {
    const [screen = "", id = ""] = location.hash.slice(1).split("/");
    const stops = this.route?.stops ?? [];
    const stop = stops.find((one) => one.id === id || one.tasks.some((task) => task.id === id)) ?? null;
    return { screen, stop, task: stop?.tasks.find((one) => one.id === id) ?? null };
  }

  /** The day changed: a screen where somebody writes or signs stays as it is. */
  refresh() {
    const { screen } = this.placeOf();
    if (["deliver", "fail"].includes(screen) && document.querySelector(".dr-proof")) return;
    this.render();
  }

  render(isNew = false) {
    draw(this.screen(), (place) => this.go(place), isNew);
  }

  screen() {
    if (!this.document) return { title: t("today"), body: [waiting(t("loading_day"), "cloud-upload")] };
    if (!this.route) return { title: t("today"), body: [waiting(t("no_route"), "coffee")], safeToLeave: true };
    const { screen, stop, task } = this.placeOf();
    if (screen === "load") return loadScreen(this);
    if (screen === "end") return endScreen(this);
    if (screen === "stop" && stop) return stopScreen(this, stop);
    const made = { deliver: deliverScreen, fail: failScreen, part: partScreen }[screen];
    if (made && task?.status === "OPEN") return made(this, stop, task);
    return listScreen(this);
  }
}

const outbox = await ready;
const app = new App(await Day.open(outbox), await PinTries.open(outbox.store));
startTheme();
app.render(true);
document.documentElement.dataset.driver = "ready";
tellWhenDenied();
follow(app.route);
app.day.fetch();
watchPlace();
checkRoom();
