import { Buffer } from "node:buffer";
import { createHmacSha256 } from "../../hmac-sha256.ts";

/** Of RFC 2104's recommendation: no shorter than the hash. */
const MIN_KEY_BYTES = 32;
const ENTRY = /^([a-z0-9]{1,8}):([A-Za-z0-9_-]+)$/;

type Hmac = (text: string) => Uint8Array;

export interface SigningKeys {
  /** The first: it signs. */
  readonly current: { readonly id: string; readonly hmac: Hmac };
  /** The last, which names e-mail addresses: it stays the same while keys are put in front of it. */
  readonly oldest: Uint8Array;
  /** All of them verify. */
  readonly byId: ReadonlyMap<string, Hmac>;
}

/**
 * Reads `id:base64url,id:base64url`. To rotate: put a new key in front, and take the last one off between two sales, when
 * nobody waits on a token of its making. Throws without quoting a key.
 */
export function parseSigningKeys(setting: string): SigningKeys {
  const keys = setting.split(",").map((entry) => {
    const [, id = "", text = ""] = ENTRY.exec(entry.trim()) ?? [];
    const bytes = Buffer.from(text, "base64url");
    if (bytes.length < MIN_KEY_BYTES || bytes.length > 2 * MIN_KEY_BYTES) {
      throw new Error("QUEUE_SIGNING_KEYS: each key is id:base64url, of 32 to 64 bytes");
    }
    return { id, bytes, hmac: createHmacSha256(bytes) };
  });
  const [current, oldest] = [keys[0], keys.at(-1)];
  const byId = new Map(keys.map(({ id, hmac }) => [id, hmac]));
  if (current === undefined || oldest === undefined || byId.size < keys.length) {
    throw new Error("QUEUE_SIGNING_KEYS: each key needs an id of its own");
  }
  return { current, oldest: oldest.bytes, byId };
}
