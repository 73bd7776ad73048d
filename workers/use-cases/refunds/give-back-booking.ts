import type { RepeatKey } from "../../../domain/contract/event-object.ts";
import type { BookingId, EventId } from "../../../domain/contract/ids.ts";
import { buyerRefund } from "../../../domain/payment/buyer-refund.ts";
import { isOpenStatus } from "../../../domain/payment/payment-statuses.ts";
import type { Payment } from "../../../domain/ports/payments.ts";
import type { User } from "../../../domain/ports/users.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import { currentContext } from "../../request-context.ts";
import type { Services } from "../../services.ts";
import { relaySoon } from "../../steps/relay.ts";

/**
 * A buyer gives a booking of his back whose seats are confirmed, by the event's terms; the provider is asked by the step.
 * Where a refund that ends the booking was asked for before, by whomever, that one stands: `replayed`.
 */
export async function giveBackBooking(
  services: Services,
  buyer: User,
  repeat: RepeatKey,
  { event, booking }: { readonly event: EventId; readonly booking: BookingId },
): Promise<Result<{ readonly replayed: boolean }>> {
  const refunds = await services.refunds.ofBooking(booking);
  if (refunds.some(({ endsBooking, status }) => endsBooking && status !== "failed")) return ok({ replayed: true });

  const payment = await newestPayment(services, booking);
  if (payment === undefined || isOpenStatus(payment.status)) return refuse("booking_pending_payment");
  const terms = await services.catalogue.event(event);
  if (terms === undefined) return refuse("event_not_found");
  const amount = buyerRefund(terms, payment, Date.now());
  if (!amount.ok) return amount;

  const requested = await services.refunds.request({
    bookingId: booking,
    amountMinor: amount.value,
    endsBooking: true,
    reason: "given back by the buyer",
    who: buyer.id,
    repeat,
    trace: currentContext().trace,
  });
  if (!requested.ok) return requested;
  relaySoon(services);
  return ok({ replayed: requested.value.replayed });
}

async function newestPayment({ bookings, payments }: Services, booking: BookingId): Promise<Payment | undefined> {
  const record = await bookings.find(booking);
  return record?.payment ? payments.find(record.payment.id) : undefined;
}

/** The seats are his, and his money is on its way. */
