// Codes out of pixels: the browser's own reader where it has one, else ZXing compiled to WebAssembly, fetched
// from our own server the first time a camera is opened.
const FORMATS = ["code_128", "code_39", "ean_13", "ean_8", "itf", "upc_a", "upc_e", "qr_code", "data_matrix", "pdf417"];
const ZXING = ["Code128", "Code39", "EAN13", "EAN8", "ITF", "UPCA", "UPCE", "QRCode", "DataMatrix", "PDF417"];
let reader = null;

/** `read(image)` → the texts in it. Images are whatever a canvas can draw. */
export async function openReader() {
  reader ??= await ((await native()) ?? zxing());
  return reader;
}

async function native() {
  const supported = (await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => [])) ?? [];
  const formats = FORMATS.filter((format) => supported.includes(format));
  if (!formats.includes("code_128") || !formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats });
  return async (image) => (await detector.detect(image)).map((found) => found.rawValue);
}

async function zxing() {
  const { zxing: address, zxingWasm } = document.body.dataset;
  const { prepareZXingModule, readBarcodes } = await import(address);
  await prepareZXingModule({ overrides: { locateFile: () => zxingWasm }, fireImmediately: true });
  const canvas = document.createElement("canvas");
  return async (image) => {
    const pixels = draw(canvas, image);
    const found = await readBarcodes(pixels, { formats: ZXING, tryHarder: true, maxNumberOfSymbols: 4 });
    return found.filter((one) => one.isValid).map((one) => `${one.symbologyIdentifier ?? ""}${one.text}`);
  };
}

function draw(canvas, image) {
  const width = image.videoWidth || image.naturalWidth || image.width;
  const height = image.videoHeight || image.naturalHeight || image.height;
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(image, 0, 0, width, height);
  return pen.getImageData(0, 0, width, height);
}
