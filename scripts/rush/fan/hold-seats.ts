import { parseBookingId, parseSeatId } from "../../../domain/contract/ids.ts";
import type { HeldNote } from "../audit/notes.ts";
import { apiAsk } from "./asking.ts";
import type { Ask, Fan, Reply, Step } from "./move.ts";
import { passWasUsed } from "./pass-was-used.ts";
import { listIn, numberIn, requiredInstant, requiredText } from "./read-body.ts";

/** Opens a booking with seats. A pass is enough to hold; without one the account signs in. */
export function holdAsk(
  fan: Fan,
  step: Step,
  wish: { readonly seat_ids: readonly string[] } | { readonly best: object },
): Ask {
  const { pass, plan, sale } = fan;
  const as = pass === null ? "account" : { "sluice-pass": pass };
  const body = { event_id: sale.event, ...wish };
  return apiAsk(fan, { step, method: "POST", path: "/bookings", body, as, copies: plan.doubleClicks ? 2 : 1 });
}

/** Writes down an acknowledged hold. */
export function noteHeld(fan: Fan, { body, atMs, sentAtMs }: Reply): HeldNote {
  const { notes } = fan.sale;
  const booking = parseBookingId(requiredText(body, "id"))?.booking;
  if (booking === undefined) throw new Error(`a hold without a booking id: ${JSON.stringify(body)}`);
  const held: HeldNote = {
    booking,
    buyer: fan.account.id,
    seats: listIn(body, "seats").flatMap((seat) => parseSeatId(requiredText(seat, "id"))?.seat ?? []),
    totalMinor: numberIn(body, "total_minor") ?? -1,
    atMs,
    deadlineMs: requiredInstant(body, "expires_at"),
    releasedAtMs: null,
    paidAtMs: null,
    isAbandoned: false,
  };
  notes.held.set(booking, held);
  notes.holding++;
  passWasUsed(fan, sentAtMs);
  return held;
}
