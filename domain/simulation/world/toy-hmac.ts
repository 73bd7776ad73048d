import type { Hmac } from "../../waiting-room/order-key.ts";
import { createRandom } from "../random.ts";

/** Stands in for HMAC-SHA256, which the domain does not have: the same for the same key and message, and scattered. No secret. */
export const toyHmac: Hmac = (key, message) => {
  let hash = 0x811c9dc5;
  for (const byte of key) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  for (let i = 0; i < message.length; i++) hash = Math.imul(hash ^ message.charCodeAt(i), 0x01000193) >>> 0;
  const random = createRandom(hash);
  return Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256));
};
