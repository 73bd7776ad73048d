import type { PresenceAnswer, QueueSnapshot } from "../../../domain/contract/waiting-room.ts";
import type { QueueTokenClaims } from "../../../domain/ports/queue-tokens.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { SECOND_MS } from "../../../domain/time.ts";
import type { Services } from "../../services.ts";
import { QUEUE_TOKEN_TTL_S } from "./join-queue.ts";
import { standingOf, type Standing } from "./standing.ts";

export interface Poll {
  readonly standing: Standing;
  /** In place of the token that was shown; undefined while that has half of its time before it. */
  readonly renewed: string | undefined;
}

type Needed = Pick<Services, "waitingRoom" | "queueTokens">;

/**
 * How the bearer of a token stands. Answered from token and snapshot; only who is invited costs a call, by which his gate notes
 * that he is here. The token is renewed as long as its page polls, but not for who is admitted: he has had his turn.
 */
export function pollQueue(
  services: Needed,
  token: QueueTokenClaims,
  snapshot: QueueSnapshot,
  nowMs: number,
): Result<Poll> | Promise<Result<Poll>> {
  const { standing, calledAt: place } = standingOf(snapshot, token, nowMs);
  if (place === undefined || standing.status === "not_needed")
    return ok({ standing, renewed: renewed(services, token, nowMs) });
  const { event, visitor, joinedAtS } = token;
  return services.waitingRoom
    .present(event, { visitor, place, joinedAtS })
    .then((answer) => (answer.ok ? seen(services, token, standing, answer.value, nowMs) : answer));
}

function seen(
  services: Needed,
  token: QueueTokenClaims,
  standing: Standing,
  answer: PresenceAnswer,
  nowMs: number,
): Result<Poll> {
  switch (answer.status) {
    case "lapsed":
      return refuse("queue_token_lapsed");
    case "admitted":
      return ok({ standing: { ...standing, status: "admitted" }, renewed: undefined });
    case "waiting":
      return ok({ standing, renewed: renewed(services, token, nowMs) });
  }
}

function renewed({ queueTokens }: Needed, token: QueueTokenClaims, nowMs: number): string | undefined {
  const nowS = Math.floor(nowMs / SECOND_MS);
  if (token.expiresAtS - nowS > QUEUE_TOKEN_TTL_S / 2) return undefined;
  return queueTokens.signQueueToken({ ...token, expiresAtS: nowS + QUEUE_TOKEN_TTL_S });
}
