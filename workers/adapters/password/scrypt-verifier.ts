import { Buffer } from "node:buffer";
import { createHash, scryptSync, timingSafeEqual } from "node:crypto";
import type { PasswordVerifier } from "../../../domain/ports/password-verifier.ts";

/** `$scrypt$ln=14,r=8,p=5$salt$hash`: PHC string format, base 64 without padding. */
const PHC = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
/** A hash that asks for more memory than an isolate can give is refused, not computed. */
const MAX_MEMORY_BYTES = 48 * 1024 * 1024;
const REMEMBERED_MAX = 5_000;

/**
 * scrypt (RFC 7914) with N = 2^14, r = 8, p = 5: one of OWASP's equivalent minimums, 16 MB, and unlike PBKDF2 with
 * enough rounds it is allowed by production workerd. It blocks the isolate, so callers limit how often it runs.
 *
 * A pair of password and hash that matched once is remembered for as long as the isolate lives (as a digest): the answer
 * cannot change, because a new password is a new hash.
 */
export class ScryptVerifier implements PasswordVerifier {
  readonly #matched = new Set<string>();

  /** No await between look-up and hash, so that equal attempts at the same moment cost one hash. */
  verify(password: string, phc: string): boolean {
    const pair = pairDigest(password, phc);
    if (this.#matched.has(pair)) return true;
    if (!matches(password, phc)) return false;
    if (this.#matched.size >= REMEMBERED_MAX) this.#matched.clear();
    this.#matched.add(pair);
    return true;
  }
}

function pairDigest(password: string, phc: string): string {
  return createHash("sha256").update(`${phc}\n${password}`).digest("base64");
}

function matches(password: string, phc: string): boolean {
  const [, ln, r, p, salt, hash] = PHC.exec(phc) ?? [];
  if (ln === undefined || r === undefined || p === undefined || salt === undefined || hash === undefined) return false;
  const [cost, blockSize, parallelization] = [2 ** Number(ln), Number(r), Number(p)];
  if (128 * cost * blockSize > MAX_MEMORY_BYTES) return false;
  const expected = Buffer.from(hash, "base64");
  const options = { cost, blockSize, parallelization, maxmem: MAX_MEMORY_BYTES };
  const actual = scryptSync(password, Buffer.from(salt, "base64"), expected.length, options);
  return timingSafeEqual(actual, expected);
}
