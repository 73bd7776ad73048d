import type { CommandAnswer } from "../../domain/contract/event-object.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import type { Refusal } from "../../domain/result.ts";
import { bookingView } from "../use-cases/booking-view.ts";
import { problem, withPublicIds } from "./problem.ts";

/** For the description of the routes that hold seats. */
export const SEATS_GONE =
  "Where a named seat has gone, the problem `seat_taken` tells as many of the best seats of its category `instead`, when there are.";

/** What the object answered, on the wire. A repeat says so: `Idempotency-Replayed: true`. */
export function bookingAnswer(answer: CommandAnswer, event: EventId, status: 200 | 201 = 200): Response {
  if (!answer.result.ok) return refused(answer.result.refusal, event);
  return Response.json(bookingView(answer.result.value), { status, headers: replayHeaders(answer.replayed) });
}

export function refused(refusal: Refusal, event: EventId): Response {
  return problem(withPublicIds(refusal, event));
}

export function replayHeaders(replayed: boolean): Record<string, string> {
  return replayed ? { "idempotency-replayed": "true" } : {};
}
