// The camera as a way to scan: a live picture where the browser gives one, a photo where it does not, and typing
// always. The dialog and its words stand in templates/device/_camera.html.
import { openReader } from "device/reader";

const LOOKS_EVERY_MS = 120;
const BACK = { video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } }, audio: false };

/** Open the dialog; `found(text)` for each code. Resolves to a function that closes it. */
export async function showCamera({ found, once = true }) {
  const dialog = document.querySelector("#camera");
  const closing = new AbortController();
  const seen = (text) => {
    found(text);
    if (once) dialog.close();
  };
  dialog.dataset.state = "opening";
  dialog.showModal();
  dialog.addEventListener("close", () => closing.abort(), { once: true });
  takePhotos(dialog, seen, closing.signal);
  takeTyping(dialog, seen, closing.signal);
  watch(dialog, seen, closing.signal);
  return () => dialog.close();
}

async function watch(dialog, found, signal) {
  const video = dialog.querySelector("video");
  let stream = null;
  const stop = () => stream?.getTracks().forEach((track) => track.stop());
  const look = async () => {
    stop();
    if (signal.aborted || document.hidden) return;
    stream = await openStream().catch(() => null);
    if (signal.aborted) return stop();
    dialog.dataset.state = stream ? "live" : "none";
    if (stream) await play(video, stream, dialog);
  };
  signal.addEventListener("abort", stop);
  // iOS gives a black picture after the page was away: let the tracks go, and open them afresh
  document.addEventListener("visibilitychange", look, { signal });
  await look();
  await readWhileOpen(video, found, signal);
}

async function openStream() {
  if (!navigator.mediaDevices?.getUserMedia) return null;
  // home-screen apps on iOS refuse detailed wishes at times, and take the plain one
  return navigator.mediaDevices.getUserMedia(BACK).catch(() => navigator.mediaDevices.getUserMedia({ video: true }));
}

async function play(video, stream, dialog) {
  video.srcObject = stream;
  await video.play().catch(() => {});
  const [track] = stream.getVideoTracks();
  const torch = dialog.querySelector("[data-torch]");
  torch.hidden = !track.getCapabilities?.().torch;
  torch.onclick = () => {
    const on = torch.getAttribute("aria-pressed") !== "true";
    torch.setAttribute("aria-pressed", String(on));
    track.applyConstraints({ advanced: [{ torch: on }] }).catch(() => {});
  };
}

async function readWhileOpen(video, found, signal) {
  const read = await openReader().catch(() => null);
  while (!signal.aborted) {
    const ready = read && video.srcObject && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
    const texts = ready ? await read(video).catch(() => []) : [];
    if (signal.aborted) return;
    texts.forEach(found);
    await new Promise((resolve) => setTimeout(resolve, LOOKS_EVERY_MS));
  }
}

function takePhotos(dialog, found, signal) {
  const input = dialog.querySelector("input[type=file]");
  const take = async () => {
    const [photo] = input.files;
    input.value = "";
    if (!photo) return;
    dialog.dataset.photo = "reading";
    const texts = await readPhoto(photo).catch(() => []);
    dialog.dataset.photo = texts.length ? "" : "nothing";
    texts.slice(0, 1).forEach(found);
  };
  input.addEventListener("change", take, { signal });
}

/** The codes on a photo. */
export async function readPhoto(photo) {
  const [read, image] = await Promise.all([openReader(), createImageBitmap(photo, { imageOrientation: "from-image" })]);
  const texts = await read(image);
  image.close();
  return texts;
}

function takeTyping(dialog, found, signal) {
  const form = dialog.querySelector("form[data-typed]");
  const take = (event) => {
    event.preventDefault();
    const typed = form.elements.code.value.trim();
    form.reset();
    if (typed) found(typed);
  };
  form.addEventListener("submit", take, { signal });
}
