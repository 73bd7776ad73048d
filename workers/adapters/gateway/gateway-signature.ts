import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";

const HMAC_SHA256 = { name: "HMAC", hash: "SHA-256" };

/** `sha256=` and 64 hexadecimal digits: the header `x-signature`, as GitHub's webhooks have it. */
export async function signMessage(secret: string, message: string): Promise<string> {
  const signature = await crypto.subtle.sign("HMAC", await keyOf(secret), bytesOf(message));
  return `sha256=${bytesToHex(new Uint8Array(signature))}`;
}

/** Compared by the platform, in constant time. */
export async function isSignedMessage(secret: string, message: string, header: string): Promise<boolean> {
  const digits = /^sha256=([0-9a-f]{64})$/i.exec(header)?.[1];
  if (digits === undefined) return false;
  return crypto.subtle.verify("HMAC", await keyOf(secret), Uint8Array.from(hexToBytes(digits)), bytesOf(message));
}

function keyOf(secret: string) {
  return crypto.subtle.importKey("raw", bytesOf(secret), HMAC_SHA256, false, ["sign", "verify"]);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
