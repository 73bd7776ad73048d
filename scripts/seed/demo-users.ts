import { mintUserId } from "../../domain/contract/ids.ts";
import type { User } from "../../domain/ports/users.ts";

export const DEMO_PASSWORD = "sluice-demo";

/** scrypt of DEMO_PASSWORD, once for all: a thousand hashes would take a minute and a half. Only for the demo. */
export const DEMO_PASSWORD_HASH =
  "$scrypt$ln=14,r=8,p=5$8Uvoho77s0iPfRTaEzqWHA$azW6SZ4QE1i4X5pOsLpRx9DefQDTeOuHHuHZ59B/n40";

/** The nth demo buyer, from 1: always the same account. */
export function demoUser(n: number): User {
  const number = String(n).padStart(4, "0");
  return {
    // n in the place of the time, nothing random: never the id of a person who signed up.
    id: mintUserId(n, (length) => new Uint8Array(length)),
    email: `buyer${number}@sluice.example`,
    name: `Buyer ${number}`,
    passwordHash: DEMO_PASSWORD_HASH,
  };
}

/** The first `count` demo buyers in batches, so that a million of them need no memory. */
export function* demoUserBatches(count: number, batchSize: number): Generator<readonly User[]> {
  for (let first = 1; first <= count; first += batchSize) {
    const length = Math.min(batchSize, count - first + 1);
    yield Array.from({ length }, (_, i) => demoUser(first + i));
  }
}
