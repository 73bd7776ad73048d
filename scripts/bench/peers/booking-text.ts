import type { HoldRequest } from "./hold-request.ts";

/** How long a peer's hold lasts. */
export const HOLD_S = 600;

/** The answer to a hold, which a repeat gets again. */
export function bookingText(id: string, { event, seats }: HoldRequest, nowMs: number): string {
  const expiresAt = new Date(nowMs + HOLD_S * 1_000).toISOString();
  return JSON.stringify({ id, event_id: event, seats, status: "created", expires_at: expiresAt });
}
