import type { Buy, Checkout } from "../contract/event-object.ts";
import type { PaymentId } from "../contract/ids.ts";
import { ok, refuse, type Result } from "../result.ts";
import { changed, itemCount, type Booking } from "./booking.ts";
import { createBooking } from "./create-booking.ts";
import { findOwnBooking, requireCreated } from "./find-booking.ts";
import { becomes, type CommandResult } from "./outcome.ts";
import type { InventoryState } from "./state.ts";

/**
 * Reserves what a created booking holds until the payment deadline, `paymentTtlMs` from now. Who holds may pay, also after
 * the sale has ended, but not for an event that does not take place. While a payment is under way the booking stays with that
 * one. Refusals, in this order: event_cancelled, booking_not_found, the code of its status, booking_empty.
 */
export function checkout(state: InventoryState, command: Checkout, nowMs: number): CommandResult {
  if (state.config.isCancelled === true) return refuse("event_cancelled");
  const found = findOwnBooking(state, command.bookingId, command.buyerId, nowMs);
  if (!found.ok) return found;
  if (found.value.status === "pending_payment") return becomes(found.value);
  const created = requireCreated(found.value);
  if (!created.ok) return created;
  const reserved = reserve(state, created.value, command.paymentId, nowMs);
  return reserved.ok ? becomes(reserved.value) : reserved;
}

/** Create and checkout in one. Refusals: those of `createBooking`, then booking_empty. */
export function buy(state: InventoryState, command: Buy, nowMs: number): CommandResult {
  const created = createBooking(state, command, nowMs);
  if (!created.ok) return created;
  const reserved = reserve(state, created.value.booking, command.paymentId, nowMs);
  return reserved.ok ? becomes({ ...reserved.value, version: 1 }, created.value.expired) : reserved;
}

function reserve({ config }: InventoryState, booking: Booking, paymentId: PaymentId, nowMs: number): Result<Booking> {
  if (itemCount(booking) === 0) return refuse("booking_empty");
  return ok(changed(booking, { status: "pending_payment", deadlineMs: nowMs + config.paymentTtlMs, paymentId }));
}
