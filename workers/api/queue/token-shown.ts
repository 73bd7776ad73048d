import type { EventId, VisitorId } from "../../../domain/contract/ids.ts";
import { QUEUE_TOKEN_HEADER } from "../../../domain/contract/wire/queue.ts";
import type { QueueTokenClaims } from "../../../domain/ports/queue-tokens.ts";
import type { RateLimitRule } from "../../../domain/ports/rate-limiter.ts";
import { refuse, type Refusal, type Result } from "../../../domain/result.ts";
import { RATE_LIMITS } from "../../rate-limits.ts";
import type { Kept } from "../app-env.ts";
import { addressOf } from "../middleware/client-address.ts";
import { accountBehind, accountOf } from "../middleware/signed-in.ts";
import { visitorOfCookie } from "./visitor-cookie.ts";

/**
 * The queue token that a request bears. Its visitor is limited by it; whoever bears no good one, by his address. Refusals:
 * queue_token_required, queue_token_invalid, queue_token_wrong_event, queue_token_expired, rate_limited.
 */
export function tokenShown(kept: Kept, headers: Headers, event: EventId, nowMs: number): Result<QueueTokenClaims> {
  const header = headers.get(QUEUE_TOKEN_HEADER);
  const token =
    header === null ? refuse("queue_token_required") : kept.services.queueTokens.readQueueToken(header, event, nowMs);
  const limited = token.ok
    ? beyondLimit(kept, RATE_LIMITS.queueToken, token.value.visitor, nowMs)
    : beyondLimit(kept, RATE_LIMITS.address, addressOf(headers), nowMs);
  return limited ?? token;
}

function beyondLimit(
  { services }: Kept,
  rule: RateLimitRule,
  key: string,
  nowMs: number,
): ReturnType<typeof refuse> | undefined {
  const { allowed, resetAtMs } = services.limiter.takeAtOnce(rule, key);
  return allowed ? undefined : refuse("rate_limited", { retryAfterMs: Math.max(0, resetAtMs - nowMs) });
}

/** Why somebody who signs in, or whose browser is another visitor's, must not use this visitor's token. */
export async function whyNotHis(kept: Kept, headers: Headers, visitor: VisitorId): Promise<Refusal | undefined> {
  const account = accountBehind(visitor);
  if (account === undefined) {
    const marked = visitorOfCookie(kept, headers, Date.now());
    const isOthers = marked !== undefined && marked !== visitor && marked.slice(0, 4) === visitor.slice(0, 4);
    return isOthers ? refuse("queue_token_wrong_visitor").refusal : undefined;
  }
  if (!headers.has("authorization")) return undefined;
  const buyer = await accountOf(kept, headers);
  if (!buyer.ok) return buyer.refusal;
  return buyer.value.id === account ? undefined : refuse("queue_token_wrong_visitor").refusal;
}
