import type { RateLimitRule } from "../../../domain/ports/rate-limiter.ts";
import { PASS_HEADER } from "../../../domain/contract/wire/queue.ts";
import type { User } from "../../../domain/ports/users.ts";
import { RATE_LIMITS } from "../../rate-limits.ts";
import { readPass } from "../../use-cases/queue/read-pass.ts";
import type { Holder, Kept } from "../app-env.ts";
import { addressOf } from "../middleware/client-address.ts";
import { accountBehind, basicCredentials } from "../middleware/signed-in.ts";

type Bucket = readonly [rule: RateLimitRule, key: string];

export interface KnownHolder extends Holder {
  readonly buckets: readonly Bucket[];
}

/**
 * Whom this isolate knows without asking anybody: the bearer of an account's pass, or an account that has signed in here
 * lately. The buckets are those of the long way.
 */
export function knownHolder(kept: Kept, headers: Headers): KnownHolder | undefined {
  const shown = headers.get(PASS_HEADER);
  const authorization = headers.get("authorization");
  if (shown === null) {
    const user = knownUser(kept, authorization);
    return (
      user && { id: user.id, pass: undefined, buckets: bucketsOf([RATE_LIMITS.address, addressOf(headers)], user.id) }
    );
  }
  const pass = readPass(kept.services, shown);
  if (!pass.ok) return undefined;
  const account = accountBehind(pass.value.visitor);
  const id = authorization === null ? account : knownUser(kept, authorization)?.id;
  if (id === undefined || (account !== undefined && account !== id)) return undefined;
  return { id, pass: pass.value, buckets: bucketsOf([RATE_LIMITS.pass, pass.value.visitor], id) };
}

function bucketsOf(bearer: Bucket, user: string): readonly Bucket[] {
  return [bearer, [RATE_LIMITS.holding, "all"], [RATE_LIMITS.all, "all"], [RATE_LIMITS.user, user]];
}

function knownUser({ signIn }: Kept, authorization: string | null): User | undefined {
  const credentials = basicCredentials(authorization ?? undefined);
  return credentials && signIn.remembered(credentials.email, credentials.password);
}
