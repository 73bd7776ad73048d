import type { EventId } from "../../../domain/contract/ids.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { MINUTE_MS, SECOND_MS } from "../../../domain/time.ts";
import { log } from "../../log.ts";
import { RATE_LIMITS } from "../../rate-limits.ts";
import type { Services } from "../../services.ts";
import { verificationMail } from "./verification-mail.ts";

const VERIFICATION_TTL_MS = 30 * MINUTE_MS;

/**
 * Mails a link that proves who has the address. Clicking twice sends once: within a minute the link, and the mail's key, are
 * the same. Refusals: rate_limited; event_not_found; unavailable when the mail was not accepted.
 */
export async function sendVerification(
  { catalogue, limiter, mailer, publicUrl, queueTokens }: Services,
  event: EventId,
  email: string,
  address: string,
  nowMs: number,
): Promise<Result<null>> {
  const visitor = queueTokens.visitorOfAddress(email);
  for (const [rule, key] of [
    [RATE_LIMITS.verifyAddress, address],
    [RATE_LIMITS.verifyMailbox, visitor],
  ] as const) {
    const { allowed, resetAtMs } = await limiter.take(rule, key);
    if (!allowed) return refuse("rate_limited", { retryAfterMs: Math.max(0, resetAtMs - nowMs) });
  }
  const detail = await catalogue.event(event);
  if (detail === undefined) return refuse("event_not_found");

  const minute = Math.floor(nowMs / MINUTE_MS);
  const expiresAtS = (minute * MINUTE_MS + VERIFICATION_TTL_MS) / SECOND_MS;
  const verification = queueTokens.signVerification({ event, visitor, expiresAtS });
  const link = `${publicUrl}/api/events/${event}/queue/verify?verification=${verification}`;
  const idempotencyKey = `queue.verify/${event}/${visitor}/${minute}`;
  try {
    await mailer.send({ ...verificationMail(detail.name, link, verification), to: email, idempotencyKey });
  } catch (error) {
    log.error("verification mail", error);
    return refuse("unavailable");
  }
  return ok(null);
}
