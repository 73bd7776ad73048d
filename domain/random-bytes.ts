/** Asked for in bulk: each request needs several ids, and each call of the platform costs as much as making one. */
const pool = new Uint8Array(4_096);
let nextByte = pool.length;

/** Cryptographically random, a copy of its own. At most 4,096. */
export function randomBytes(length: number): Uint8Array {
  if (nextByte + length > pool.length) {
    crypto.getRandomValues(pool);
    nextByte = 0;
  }
  nextByte += length;
  return pool.slice(nextByte - length, nextByte);
}
