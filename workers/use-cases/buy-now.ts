import type { RepeatKey } from "../../domain/contract/event-object.ts";
import { mintBookingId, mintPaymentId, type EventId } from "../../domain/contract/ids.ts";
import type { BookingWire } from "../../domain/contract/wire/bookings.ts";
import type { User } from "../../domain/ports/users.ts";
import { ok, type Result } from "../../domain/result.ts";
import type { Services } from "../services.ts";
import { bookingView } from "./booking-view.ts";
import { startPayment, type PaymentWish } from "./start-payment.ts";
import type { PaymentStarted } from "./initiate-payment.ts";
import type { NamedItems } from "./named-items.ts";
import type { ByPass } from "./queue/read-pass.ts";

export interface Bought extends PaymentStarted {
  readonly booking: BookingWire;
}

/** One call from nothing to a reserved booking with its payment address: held and reserved together, or not at all. */
export async function buyNow(
  services: Services,
  buyer: User,
  repeat: RepeatKey,
  event: EventId,
  items: NamedItems & ByPass,
  wish: PaymentWish,
): Promise<Result<Bought>> {
  const nowMs = Date.now();
  const answer = await services.inventory.execute(event, {
    type: "buy",
    bookingId: mintBookingId(event, nowMs),
    paymentId: mintPaymentId(nowMs),
    buyerId: buyer.id,
    repeat,
    ...items,
  });
  if (!answer.result.ok) return answer.result;
  const payment = await startPayment(services, buyer, answer.result.value, wish, answer.replayed);
  return payment.ok ? ok({ booking: bookingView(answer.result.value), ...payment.value }) : payment;
}
