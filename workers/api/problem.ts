import { ERROR_KINDS, type ErrorCode } from "../../domain/contract/error-codes.ts";
import type { Refusal } from "../../domain/result.ts";
import { areaId, seatId, type EventId } from "../../domain/contract/ids.ts";
import { currentTrace } from "../request-context.ts";

/** One wrong field of a request: where, and what it should be. */
export interface FieldProblem {
  readonly field: string;
  readonly detail: string;
}

/** RFC 9457. `code` is stable; the other members explain and may grow. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly detail?: string;
  readonly requestId: string | null;
  readonly retryable: boolean;
  readonly errors?: readonly FieldProblem[];
  readonly [evidence: string]: unknown;
}

/** Seconds to wait that are promised when a refusal carries no better number. */
const DEFAULT_RETRY_AFTER_S: Partial<Record<ErrorCode, number>> = {
  request_in_progress: 1,
  rate_limited: 1,
  overloaded: 1,
  unavailable: 2,
  event_not_configured: 1,
  payment_provider_unavailable: 5,
};

/** Answers `application/problem+json`. Evidence is shown as it is, but `retryAfterMs`, which becomes `Retry-After`. */
export function problem(refusal: Refusal, headers: Readonly<Record<string, string>> = {}): Response {
  const { reason, retryAfterMs, ...evidence } = refusal;
  const kind = ERROR_KINDS[reason];
  const retryAfterS =
    typeof retryAfterMs === "number" ? Math.max(1, Math.ceil(retryAfterMs / 1_000)) : DEFAULT_RETRY_AFTER_S[reason];
  const body: Problem = {
    ...evidence,
    type: `https://sluice.dev/problems/${reason}`,
    title: kind.title,
    status: kind.status,
    code: reason,
    requestId: currentTrace()?.requestId ?? null,
    retryable: kind.retryable,
  };
  return Response.json(body, {
    status: kind.status,
    headers: {
      ...headers,
      "content-type": "application/problem+json",
      ...(retryAfterS === undefined ? {} : { "retry-after": String(retryAfterS) }),
    },
  });
}

/** The object speaks of seats and areas by index; callers know them by id. */
export function withPublicIds(refusal: Refusal, event: EventId): Refusal {
  const { seat, area, instead, ...rest } = refusal;
  return {
    ...rest,
    ...(typeof seat === "number" ? { seat_id: seatId(event, seat) } : {}),
    ...(typeof area === "number" ? { area_id: areaId(event, area) } : {}),
    ...(isSeats(instead) ? { instead: instead.map((best) => seatId(event, best)) } : {}),
  };
}

function isSeats(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((seat) => typeof seat === "number");
}
