import type { SigningKeys } from "./signing-keys.ts";

/** Longer than any text of ours; what is longer, or has other characters, is not worth a hash. */
const MAX_LENGTH = 256;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** Of each twelve bits. */
const PAIRS = Array.from({ length: 4_096 }, (_, bits) => (ALPHABET[bits >> 6] ?? "") + (ALPHABET[bits & 63] ?? ""));
const CHARACTERS = /^[\w.-]+$/;

/**
 * `purpose.keyId.field….signature`, signature = HMAC-SHA256 (RFC 2104) over everything before its dot, base64url. The purpose
 * is signed too, so that a text made for one is nothing to another. Fields hold no dots. No JSON: this is read on every poll.
 */
export function seal(keys: SigningKeys, purpose: string, fields: string): string {
  const payload = `${purpose}.${keys.current.id}.${fields}`;
  return `${payload}.${base64url(keys.current.hmac(payload))}`;
}

/** The fields of a text that we have sealed for this purpose; undefined for any other. */
export function unseal(keys: SigningKeys, purpose: string, text: string): readonly string[] | undefined {
  if (text.length > MAX_LENGTH || !CHARACTERS.test(text)) return undefined;
  const end = text.lastIndexOf(".");
  const payload = text.slice(0, Math.max(end, 0));
  const [madeFor, keyId, ...fields] = payload.split(".");
  const hmac = keyId === undefined ? undefined : keys.byId.get(keyId);
  if (madeFor !== purpose || hmac === undefined) return undefined;
  return isSame(text.slice(end + 1), base64url(hmac(payload))) ? fields : undefined;
}

/** RFC 4648, 5, without padding, of 32 bytes: twelve bits at a time. By hand: a Buffer for each poll costs more than its hash. */
function base64url(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < 30; i += 3) {
    const bits = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text += (PAIRS[bits >> 12] ?? "") + (PAIRS[bits & 0xfff] ?? "");
  }
  const rest = ((bytes[30] ?? 0) << 10) | ((bytes[31] ?? 0) << 2);
  return text + (PAIRS[rest >> 6] ?? "") + (ALPHABET[rest & 63] ?? "");
}

/**
 * In constant time for texts of one length. Texts, not the bytes that they stand for: 43 characters of base64url have two bits
 * to spare, and a text that differs in them alone must be refused too.
 */
function isSame(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let i = 0; i < expected.length; i++) difference |= given.charCodeAt(i) ^ expected.charCodeAt(i);
  return difference === 0;
}
