import type { VisitorId } from "../contract/ids.ts";

/** HMAC-SHA256 (RFC 2104), 32 bytes. Passed in: the domain has no cryptography of its own. */
export type Hmac = (key: Uint8Array, message: string) => Uint8Array;

/**
 * A visitor's lot, 0 ≤ key < 2^48: the first six bytes, big-endian, of HMAC-SHA256(draw key, visitor id). Only the visitor
 * is hashed, so joining again draws the same lot.
 */
export function orderKey(hmac: Hmac, drawKey: Uint8Array, visitor: VisitorId): number {
  let key = 0;
  for (const byte of hmac(drawKey, visitor).subarray(0, 6)) key = key * 256 + byte;
  return key;
}
