import type { RepeatKey } from "../../domain/contract/event-object.ts";
import { mintPaymentId, type BookingId, type EventId } from "../../domain/contract/ids.ts";
import type { PaymentStartedWire } from "../../domain/contract/wire/bookings.ts";
import type { User } from "../../domain/ports/users.ts";
import type { Result } from "../../domain/result.ts";
import type { Services } from "../services.ts";
import { startPayment, type PaymentWish } from "./start-payment.ts";

export interface PaymentStarted {
  readonly payment: PaymentStartedWire;
  readonly replayed: boolean;
}

/** Reserves what the booking holds until the payment deadline, and brings the buyer to the provider. */
export async function initiatePayment(
  services: Services,
  buyer: User,
  repeat: RepeatKey,
  booking: { readonly event: EventId; readonly booking: BookingId },
  wish: PaymentWish,
): Promise<Result<PaymentStarted>> {
  const answer = await services.inventory.execute(booking.event, {
    type: "checkout",
    bookingId: booking.booking,
    paymentId: mintPaymentId(Date.now()),
    buyerId: buyer.id,
    repeat,
  });
  return answer.result.ok ? startPayment(services, buyer, answer.result.value, wish, answer.replayed) : answer.result;
}
