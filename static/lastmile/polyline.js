// Google's encoded polyline with five digits, as [latitude, longitude] pairs.
export function decode(text) {
  const points = [];
  let at = 0, latitude = 0, longitude = 0;
  const next = () => {
    let value = 0, shift = 0, bits;
    do {
      bits = text.charCodeAt(at++) - 63;
      value |= (bits & 31) << shift;
      shift += 5;
    } while (bits >= 32);
    return value & 1 ? ~(value >> 1) : value >> 1;
  };
  while (at < text.length) {
    latitude += next();
    longitude += next();
    points.push([latitude / 1e5, longitude / 1e5]);
  }
  return points;
}
