/**
 * A persisted shape: `HouseLayout.distances`, 16 bits per seat, little-endian whatever the machine is, in base64. 100,000
 * seats are 267 kB, and the object's row for the configuration may have 2 MB.
 */
const CHUNK_BYTES = 8_192;

export const MAX_DISTANCE = 65_535;

/** `distances` in any unit, finite and from 0; the farthest becomes MAX_DISTANCE. */
export function packDistances(distances: readonly number[]): string {
  const farthest = distances.reduce((max, distance) => Math.max(max, distance), 0);
  const bytes = new Uint8Array(distances.length * 2);
  for (const [seat, distance] of distances.entries()) {
    const scaled = farthest === 0 ? 0 : Math.round((distance / farthest) * MAX_DISTANCE);
    bytes[2 * seat] = scaled & 0xff;
    bytes[2 * seat + 1] = scaled >>> 8;
  }
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    text += String.fromCharCode(...bytes.subarray(at, at + CHUNK_BYTES));
  }
  return btoa(text);
}

/** Throws when the text is not base64. */
export function unpackDistances(packed: string): Uint16Array {
  const text = atob(packed);
  const distances = new Uint16Array(text.length >>> 1);
  for (let seat = 0; seat < distances.length; seat++) {
    distances[seat] = text.charCodeAt(2 * seat) | (text.charCodeAt(2 * seat + 1) << 8);
  }
  return distances;
}
