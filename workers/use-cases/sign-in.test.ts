import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mintUserId } from "../../domain/contract/ids.ts";
import type { User } from "../../domain/ports/users.ts";
import { ok, refuse } from "../../domain/result.ts";
import { ScryptVerifier } from "../adapters/password/scrypt-verifier.ts";
import { IsolateBuckets } from "../adapters/rate-limiter/isolate-buckets.ts";
import { RATE_LIMITS } from "../rate-limits.ts";
import { SignIn } from "./sign-in.ts";

const NOW_MS = Date.UTC(2030, 0, 1);
const ANN: User = { id: mintUserId(1), email: "ann@example.com", name: "Ann", passwordHash: "hash of correct horse" };
const RIGHT = { email: ANN.email, password: "correct horse", address: "192.0.2.1" };
const WRONG = { ...RIGHT, password: "wrong horse" };
const UNAUTHENTICATED = refuse("unauthenticated");

beforeEach(() => void vi.useFakeTimers({ now: NOW_MS, toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

/** One isolate; `did` tells what it looked up and hashed, in order. */
function newIsolate() {
  const did: string[] = [];
  const buckets = new IsolateBuckets();
  const users = {
    find: async () => undefined,
    findByEmail: async (email: string) => (did.push(`look up ${email}`), email === ANN.email ? ANN : undefined),
  };
  const limiter = {
    take: () => Promise.reject(new Error("sign-in must not wait for the shared bucket")),
    takeAtOnce: (rule: Parameters<IsolateBuckets["take"]>[0], key: string) => buckets.take(rule, key, Date.now()),
  };
  const hashes: string[] = [];
  const verifier = {
    verify(password: string, hash: string) {
      did.push(`hash ${password}`);
      hashes.push(hash);
      return hash === `hash of ${password}`;
    },
  };
  return { did, hashes, signIn: new SignIn(users, limiter, verifier) };
}

describe("signing in", () => {
  it("costs a look-up and a hash once in five minutes", async () => {
    const { signIn, did } = newIsolate();
    expect(await signIn.authenticate(RIGHT)).toEqual(ok(ANN));
    vi.setSystemTime(NOW_MS + 299_999);
    expect(await signIn.authenticate(RIGHT)).toEqual(ok(ANN));
    expect(did).toEqual(["look up ann@example.com", "hash correct horse"]);
    vi.setSystemTime(NOW_MS + 300_000);
    expect(await signIn.authenticate(RIGHT)).toEqual(ok(ANN));
    expect(did).toHaveLength(4);
  });

  it("is refused with a wrong password, each time anew, and also when the right one is remembered", async () => {
    const { signIn, did } = newIsolate();
    expect(await signIn.authenticate(RIGHT)).toEqual(ok(ANN));
    for (let i = 0; i < 2; i++) expect(await signIn.authenticate(WRONG)).toEqual(UNAUTHENTICATED);
    expect(did.filter((what) => what === "hash wrong horse")).toHaveLength(2);
  });

  it("does not take one account's e-mail and password for another's that read the same in a row", async () => {
    const { signIn } = newIsolate();
    expect(await signIn.authenticate(RIGHT)).toEqual(ok(ANN));
    const shifted = { ...RIGHT, email: `${RIGHT.email}c`, password: "orrect horse" };
    expect(await signIn.authenticate(shifted)).toEqual(UNAUTHENTICATED);
  });

  it("of an unknown account is answered like a wrong password, and costs a hash of the same kind", async () => {
    const { signIn, hashes } = newIsolate();
    expect(await signIn.authenticate({ ...WRONG, email: "nobody@example.com" })).toEqual(UNAUTHENTICATED);
    const [nobody = ""] = hashes;
    expect(nobody).toMatch(/^\$scrypt\$ln=14,r=8,p=5\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(new ScryptVerifier().verify("", nobody)).toBe(false);
  });
});

describe("tries to sign in", () => {
  const { signIn: PAIR, signInAccount: ACCOUNT, signInAddress: ADDRESS } = RATE_LIMITS;

  it("at one account from one address are limited, however it is spelled, before anything is looked up", async () => {
    const { signIn, did } = newIsolate();
    for (let i = 0; i < PAIR.capacity; i++) {
      const email = i % 2 === 0 ? WRONG.email : WRONG.email.toUpperCase();
      expect(await signIn.authenticate({ ...WRONG, email })).toEqual(UNAUTHENTICATED);
    }
    did.length = 0;
    expect(await signIn.authenticate(RIGHT)).toEqual(refuse("rate_limited", { retryAfterMs: PAIR.everyMs }));
    expect(did).toEqual([]);
    vi.setSystemTime(NOW_MS + PAIR.everyMs);
    expect(await signIn.authenticate(RIGHT)).toEqual(ok(ANN));
  });

  it("by others do not keep the account's owner out", async () => {
    const { signIn } = newIsolate();
    // Refused tries included: they must not use up what the account has.
    for (let i = 0; i < ACCOUNT.capacity + PAIR.capacity; i++) {
      await signIn.authenticate({ ...WRONG, address: "198.51.100.1" });
    }
    expect(await signIn.authenticate(RIGHT)).toEqual(ok(ANN));
  });

  it("at one account are limited from all addresses together, before anything is looked up", async () => {
    const { signIn, did } = newIsolate();
    for (let i = 0; i < ACCOUNT.capacity; i++) {
      const email = i % 2 === 0 ? WRONG.email : WRONG.email.toUpperCase();
      expect(await signIn.authenticate({ ...WRONG, email, address: `192.0.2.${i}` })).toEqual(UNAUTHENTICATED);
    }
    did.length = 0;
    const refused = refuse("rate_limited", { retryAfterMs: ACCOUNT.everyMs });
    expect(await signIn.authenticate({ ...RIGHT, address: "198.51.100.1" })).toEqual(refused);
    expect(did).toEqual([]);
  });

  it("from one address are limited at all accounts together, before anything is looked up", async () => {
    const { signIn, did } = newIsolate();
    for (let i = 0; i < ADDRESS.capacity; i++) {
      expect(await signIn.authenticate({ ...WRONG, email: `user-${i}@example.com` })).toEqual(UNAUTHENTICATED);
    }
    did.length = 0;
    expect(await signIn.authenticate(RIGHT)).toEqual(refuse("rate_limited", { retryAfterMs: ADDRESS.everyMs }));
    expect(did).toEqual([]);
    expect(await signIn.authenticate({ ...RIGHT, address: "198.51.100.1" })).toEqual(ok(ANN));
  });

  it("do not count, nor are refused, while the isolate remembers that they are right", async () => {
    const { signIn } = newIsolate();
    for (let i = 0; i <= PAIR.capacity; i++) expect(await signIn.authenticate(RIGHT)).toEqual(ok(ANN));
    for (let i = 1; i < PAIR.capacity; i++) expect(await signIn.authenticate(WRONG)).toEqual(UNAUTHENTICATED);
    expect(await signIn.authenticate(WRONG)).toMatchObject({ refusal: { reason: "rate_limited" } });
    expect(await signIn.authenticate(RIGHT)).toEqual(ok(ANN));
  });
});
