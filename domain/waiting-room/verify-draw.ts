import type { VisitorId } from "../contract/ids.ts";
import type { DrawRecord } from "../contract/waiting-room.ts";
import { drawKeyOf } from "./draw.ts";
import { hexBytes } from "./hex-bytes.ts";
import { orderKey, type Hmac } from "./order-key.ts";

/** FIPS 180-4, 32 bytes. */
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export type VerifiedDraw =
  | { readonly fault: string }
  /** `isByBeacon`: the order depends on public randomness too, not on the organiser's seed alone. */
  | { readonly keyOf: (visitor: VisitorId) => number; readonly isByBeacon: boolean };

/**
 * Whether a published draw is what was announced, from public values alone; if so, everybody's lot. That the randomness is
 * the beacon's of that round is for the caller to ask the beacon.
 */
export function verifyDraw(record: DrawRecord, hmac: Hmac, sha256: Sha256): VerifiedDraw {
  const { commitment, seed, randomness } = record;
  const drawKey = drawKeyOf(record);
  if (seed === null || drawKey === null) return { fault: "the draw is not made yet" };
  if (!isBytes(seed)) return { fault: "the seed is not 32 bytes in hexadecimal" };
  if (randomness !== null && !isBytes(randomness)) return { fault: "the randomness is not 32 bytes in hexadecimal" };
  if (toHex(sha256(hexBytes(seed))) !== commitment) return { fault: "the seed is not the one that was announced" };
  if (randomness !== null && record.beacon === null)
    return { fault: "the randomness is of no round that was announced" };
  const key = hexBytes(drawKey);
  return { keyOf: (visitor) => orderKey(hmac, key, visitor), isByBeacon: randomness !== null };
}

function isBytes(hex: string): boolean {
  return /^[0-9a-f]{64}$/.test(hex);
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
