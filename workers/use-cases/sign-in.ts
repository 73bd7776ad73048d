import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { PasswordVerifier } from "../../domain/ports/password-verifier.ts";
import type { RateLimiter } from "../../domain/ports/rate-limiter.ts";
import type { User, Users } from "../../domain/ports/users.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { MINUTE_MS } from "../../domain/time.ts";
import { RATE_LIMITS } from "../rate-limits.ts";

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** The caller's network address. */
  readonly address: string;
}

const REMEMBERED_FOR_MS = 5 * MINUTE_MS;
const REMEMBERED_MAX = 20_000;

/** A hash of nobody's password, so that an unknown account takes as long as a wrong password. */
const NOBODY = `$scrypt$ln=14,r=8,p=5$${"A".repeat(22)}$${"A".repeat(43)}`;

/**
 * E-mail and password, checked against Postgres once per isolate and five minutes. Tries that this isolate does not know
 * are limited per account and per address before anything is looked up or hashed.
 */
export class SignIn {
  readonly #users: Users;
  readonly #limiter: RateLimiter;
  readonly #verifier: PasswordVerifier;
  readonly #remembered = new Map<string, { readonly user: User; readonly untilMs: number }>();

  constructor(users: Users, limiter: RateLimiter, verifier: PasswordVerifier) {
    this.#users = users;
    this.#limiter = limiter;
    this.#verifier = verifier;
  }

  /** Who these are, when this isolate has checked them in the last five minutes. */
  remembered(email: string, password: string): User | undefined {
    return this.#recall(digestOf(email, password));
  }

  async authenticate({ email, password, address }: Credentials): Promise<Result<User>> {
    const digest = digestOf(email, password);
    const remembered = this.#recall(digest);
    if (remembered !== undefined) return ok(remembered);

    const limited = this.#tooManyTries(email, address);
    if (limited !== undefined) return limited;
    const user = await this.#users.findByEmail(email);
    const matches = this.#verifier.verify(password, user?.passwordHash ?? NOBODY);
    if (user === undefined || !matches) return refuse("unauthenticated");

    if (this.#remembered.size >= REMEMBERED_MAX) this.#remembered.clear();
    this.#remembered.set(digest, { user, untilMs: Date.now() + REMEMBERED_FOR_MS });
    return ok(user);
  }

  #recall(digest: string): User | undefined {
    const remembered = this.#remembered.get(digest);
    return remembered !== undefined && Date.now() < remembered.untilMs ? remembered.user : undefined;
  }

  /**
   * Without waiting: a hold may be behind it. The first bucket that refuses ends the count, so that a guesser who is refused
   * does not use up the account's own.
   */
  #tooManyTries(email: string, address: string): Result<never> | undefined {
    const account = email.toLowerCase();
    const buckets = [
      [RATE_LIMITS.signIn, `${account} ${address}`],
      [RATE_LIMITS.signInAddress, address],
      [RATE_LIMITS.signInAccount, account],
    ] as const;
    for (const [rule, key] of buckets) {
      const { allowed, resetAtMs } = this.#limiter.takeAtOnce(rule, key);
      if (!allowed) return refuse("rate_limited", { retryAfterMs: Math.max(0, resetAtMs - Date.now()) });
    }
    return undefined;
  }
}

function digestOf(email: string, password: string): string {
  return bytesToHex(sha256(utf8ToBytes(`${email.length}:${email}${password}`)));
}
