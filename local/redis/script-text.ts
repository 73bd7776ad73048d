import { createHash } from "node:crypto";

/** The name of a script: SHA-1 of the text as the client has it, shebang line included. */
export function scriptSha(script: string): string {
  return createHash("sha1").update(script).digest("hex");
}

/**
 * The script without its shebang line, line numbers kept. @upstash/ratelimit's scripts begin with
 * `#!lua flags=allow-key-locking`, a flag that only Upstash knows: Redis 7 refuses it, and it is no Lua.
 */
export function withoutShebang(script: string): string {
  return script.replace(/^#![^\n]*/, "");
}
