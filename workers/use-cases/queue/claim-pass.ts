import type { Pass } from "../../../domain/contract/waiting-room.ts";
import type { QueueTokenClaims } from "../../../domain/ports/queue-tokens.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import type { Services } from "../../services.ts";
import { standingOf, type Standing } from "./standing.ts";

export interface ClaimedPass {
  /** Signed, for the visitor to show. */
  readonly text: string;
  readonly pass: Pass;
}

/**
 * The pass of somebody who is admitted; as often as he asks, it is the same. Refusals: pass_not_ready {poll_after_ms},
 * queue_token_lapsed, unavailable.
 */
export async function claimPass(
  { waitingRoom, queueTokens }: Pick<Services, "waitingRoom" | "queueTokens">,
  token: QueueTokenClaims,
  nowMs: number,
): Promise<Result<ClaimedPass>> {
  const { event, visitor, joinedAtS } = token;
  const snapshot = await waitingRoom.snapshot(event);
  if (!snapshot.ok) return snapshot;
  // Not the status: where no queue is needed, or it is paused, whoever is called may still have a pass, or get one.
  const { standing, calledAt: place } = standingOf(snapshot.value, token, nowMs);
  if (place === undefined) return notReady(standing);
  const answer = await waitingRoom.present(event, { visitor, place, joinedAtS });
  if (!answer.ok) return answer;
  if (answer.value.status === "lapsed") return refuse("queue_token_lapsed");
  if (answer.value.status === "waiting") return notReady(standing);
  const { pass } = answer.value;
  return ok({ text: queueTokens.signPass({ event, visitor, number: pass.number, endsAtMs: pass.endsAtMs }), pass });
}

function notReady({ status, estimate: { pollAfterMs } }: Standing): ReturnType<typeof refuse> {
  return refuse("pass_not_ready", {
    queue_status: status,
    poll_after_ms: pollAfterMs,
    retryAfterMs: pollAfterMs,
  });
}
