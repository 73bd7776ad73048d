import { randomBytes } from "node:crypto";

const KEY_BYTES = 32;

/** A fresh QUEUE_SIGNING_KEYS of one key. Its id is random too, so that it may be put in front of any other. */
export function newQueueKeys(): string {
  return `${randomBytes(3).toString("hex")}:${randomBytes(KEY_BYTES).toString("base64url")}`;
}

/** `id:base64url,…`, each of 32 to 64 bytes: what `workers/adapters/queue-tokens` takes. */
export function looksLikeQueueKeys(text: string): boolean {
  const keys = text.split(",").map((entry) => /^([a-z0-9]{1,8}):([\w-]{43,86})$/.exec(entry.trim()));
  return keys.every((key) => key !== null) && new Set(keys.map((key) => key?.[1])).size === keys.length;
}
