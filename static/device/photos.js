// Photos on their way out: upright, small enough for a bad network, and without what the camera wrote into them.
const LONGEST_SIDE = 1600;
const FITS_BYTES = 400_000;

/** A JPEG of at most 1600 pixels; the photo itself where the browser cannot read it. */
export async function shrink(photo, longest = LONGEST_SIDE) {
  const image = await createImageBitmap(photo, { imageOrientation: "from-image" }).catch(() => null);
  if (!image) return photo;
  const scale = Math.min(1, longest / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.width * scale);
  canvas.height = Math.round(image.height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  let small = await toJpeg(canvas, 0.72);
  if (small.size > FITS_BYTES) small = await toJpeg(canvas, 0.55);
  canvas.width = canvas.height = 0; // lets old iPhones give the memory back
  return small;
}

function toJpeg(canvas, quality) {
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));
}
