import type { EventId, VisitorId } from "../../../domain/contract/ids.ts";
import { mintVisitorId } from "../../../domain/contract/ids.ts";
import type { QueueSnapshot } from "../../../domain/contract/waiting-room.ts";
import type { QueueTokenClaims } from "../../../domain/ports/queue-tokens.ts";
import type { User } from "../../../domain/ports/users.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { MINUTE_MS, SECOND_MS } from "../../../domain/time.ts";
import { RATE_LIMITS } from "../../rate-limits.ts";
import type { Services } from "../../services.ts";
import { sendVerification } from "./send-verification.ts";
import { standingOf, type Standing } from "./standing.ts";

/** A token lives so long, and is renewed while its page polls. */
export const QUEUE_TOKEN_TTL_S = (30 * MINUTE_MS) / SECOND_MS;

/** What somebody who joins shows of himself. Which of it counts is the event's to say. */
export interface Joiner {
  /** Signs in by whatever the request bears; asked only where accounts queue. */
  readonly account: () => Promise<Result<User>>;
  /** The visitor of the browser's signed cookie. */
  readonly cookie: VisitorId | undefined;
  readonly email: string | undefined;
  readonly verification: string | undefined;
  /** Of the network. */
  readonly address: string;
}

export type Joined =
  | { readonly kind: "check_mail" }
  | { readonly kind: "joined"; readonly token: string; readonly claims: QueueTokenClaims; readonly standing: Standing };

/**
 * A place in the queue, without asking the event's object: signed here, counted behind. Joining again gains nothing: the lots
 * know the visitor, and after the opening the second of joining counts.
 */
export async function joinQueue(
  services: Services,
  event: EventId,
  joiner: Joiner,
  nowMs: number,
): Promise<Result<Joined>> {
  const { waitingRoom, queueTokens, limiter } = services;
  const snapshot = await waitingRoom.snapshot(event);
  if (!snapshot.ok) return snapshot;
  const tooEarly = refuseBefore(snapshot.value, nowMs);
  if (tooEarly !== undefined) return tooEarly;

  const visitor = await visitorOf(services, event, snapshot.value, joiner, nowMs);
  if (!visitor.ok) return visitor;
  if (visitor.value === "check_mail") return ok({ kind: "check_mail" });
  const { allowed, resetAtMs } = limiter.takeAtOnce(RATE_LIMITS.join, visitor.value);
  if (!allowed) return refuse("rate_limited", { retryAfterMs: Math.max(0, resetAtMs - nowMs) });

  const joinedAtS = Math.floor(nowMs / SECOND_MS);
  const claims = { event, visitor: visitor.value, joinedAtS, expiresAtS: joinedAtS + QUEUE_TOKEN_TTL_S };
  waitingRoom.count(event, { joins: [[joinedAtS, 1]] });
  const { standing } = standingOf(snapshot.value, claims, nowMs);
  return ok({ kind: "joined", token: queueTokens.signQueueToken(claims), claims, standing });
}

function refuseBefore({ phase, settings }: QueueSnapshot, nowMs: number): ReturnType<typeof refuse> | undefined {
  if (phase !== "before") return undefined;
  const { lobbyFromMs } = settings;
  if (lobbyFromMs === null) return refuse("queue_not_open");
  return refuse("queue_not_open", {
    opens_at: new Date(lobbyFromMs).toISOString(),
    retryAfterMs: Math.max(SECOND_MS, lobbyFromMs - nowMs),
  });
}

async function visitorOf(
  services: Services,
  event: EventId,
  { settings }: QueueSnapshot,
  joiner: Joiner,
  nowMs: number,
): Promise<Result<VisitorId | "check_mail">> {
  switch (settings.visitors) {
    case "account": {
      const account = await joiner.account();
      return account.ok ? ok(account.value.id) : account;
    }
    case "cookie":
      return ok(joiner.cookie ?? mintVisitorId(nowMs));
    case "email": {
      if (joiner.verification !== undefined) {
        const verified = services.queueTokens.readVerification(joiner.verification, event, nowMs);
        return verified.ok ? ok(verified.value.visitor) : verified;
      }
      if (joiner.email !== undefined) {
        const sent = await sendVerification(services, event, joiner.email, joiner.address, nowMs);
        return sent.ok ? ok("check_mail") : sent;
      }
      const isVerified = joiner.cookie?.startsWith("eml_") === true;
      return isVerified && joiner.cookie !== undefined ? ok(joiner.cookie) : refuse("visitor_unverified");
    }
  }
}
