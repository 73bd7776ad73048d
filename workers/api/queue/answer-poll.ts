import type { EventId } from "../../../domain/contract/ids.ts";
import type { QueueSnapshot } from "../../../domain/contract/waiting-room.ts";
import type { QueueTokenClaims } from "../../../domain/ports/queue-tokens.ts";
import type { Result } from "../../../domain/result.ts";
import { pollQueue, type Poll } from "../../use-cases/queue/poll-queue.ts";
import type { Kept } from "../app-env.ts";
import { HOT_HEADERS } from "../hot-path/hot-headers.ts";
import { problem } from "../problem.ts";
import { tokenShown, whyNotHis } from "./token-shown.ts";

/**
 * `GET /events/{id}/queue`, without the router: a million pages ask it. One signature is checked and one is made for the place;
 * nobody is asked, unless the snapshot is old, the visitor is invited, or the request says who he is besides.
 */
export function answerPoll(kept: Kept, request: Request, event: EventId): Response | Promise<Response> {
  const { headers } = request;
  const nowMs = Date.now();
  const token = tokenShown(kept, headers, event, nowMs);
  if (!token.ok) return problem(token.refusal);
  if (headers.has("authorization")) {
    return whyNotHis(kept, headers, token.value.visitor).then((refusal) =>
      refusal === undefined ? answerToken(kept, token.value, nowMs) : problem(refusal),
    );
  }
  return answerToken(kept, token.value, nowMs);
}

function answerToken(kept: Kept, token: QueueTokenClaims, nowMs: number): Response | Promise<Response> {
  const { waitingRoom } = kept.services;
  const fresh = waitingRoom.freshSnapshot(token.event);
  if (fresh !== undefined) return answerFrom(kept, token, fresh, nowMs);
  return waitingRoom
    .snapshot(token.event)
    .then((snapshot) => (snapshot.ok ? answerFrom(kept, token, snapshot.value, nowMs) : problem(snapshot.refusal)));
}

function answerFrom(
  { services }: Kept,
  token: QueueTokenClaims,
  snapshot: QueueSnapshot,
  nowMs: number,
): Response | Promise<Response> {
  const poll = pollQueue(services, token, snapshot, nowMs);
  return poll instanceof Promise ? poll.then(answered) : answered(poll);
}

function answered(poll: Result<Poll>): Response {
  return poll.ok ? new Response(pollText(poll.value), { headers: HOT_HEADERS }) : problem(poll.refusal);
}

/** JSON by hand: all but the message are numbers and words of ours. */
function pollText({ standing, renewed }: Poll): string {
  const { status, isPaused, message } = standing;
  const { position, ahead, etaMs, pollAfterMs } = standing.estimate;
  const eta = etaMs === null ? null : Math.ceil(etaMs / 1_000);
  const token = renewed === undefined ? "" : `,"token":"${renewed}"`;
  const said = message === null ? "null" : JSON.stringify(message);
  return (
    `{"status":"${status}","position":${position},"ahead":${ahead},"eta_seconds":${eta},` +
    `"poll_after_ms":${pollAfterMs},"paused":${isPaused},"message":${said}${token}}`
  );
}
