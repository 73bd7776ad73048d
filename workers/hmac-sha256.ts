import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";

const encoder = new TextEncoder();

/**
 * HMAC-SHA256 (RFC 2104) under one key: 32 bytes for a text. By @noble/hashes, in JavaScript: each call of node:crypto from a
 * request leaves wrapped objects for the collector, which costs more than the arithmetic. The padded key is hashed once.
 */
export function createHmacSha256(key: Uint8Array): (text: string) => Uint8Array {
  const keyed = hmac.create(sha256, key);
  return (text) => keyed.clone().update(encoder.encode(text)).digest();
}
