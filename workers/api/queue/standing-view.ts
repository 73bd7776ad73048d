import type { StandingWire } from "../../../domain/contract/wire/queue.ts";
import type { Standing } from "../../use-cases/queue/standing.ts";

export function standingView(standing: Standing): StandingWire {
  const { status, isPaused, message } = standing;
  const { position, ahead, etaMs, pollAfterMs } = standing.estimate;
  const eta_seconds = etaMs === null ? null : Math.ceil(etaMs / 1_000);
  return { status, position, ahead, eta_seconds, poll_after_ms: pollAfterMs, paused: isPaused, message };
}
