import { mintPaymentId, type BookingId, type PaymentId } from "../../domain/contract/ids.ts";
import { createPaymentsRepository } from "../../db/repositories/payments/payments.ts";
import { paymentOf, reserved, ticketsOf, TRACE, type Reserved, type Sale } from "./sale.ts";

export interface PaidBooking {
  readonly id: BookingId;
  readonly paymentId: PaymentId;
  readonly booking: Reserved;
}

/** A booking of these seats for 4500 each, or free of charge, whose money was taken and whose tickets are valid. */
export async function payBooking(sale: Sale, seats: readonly number[] = [0], priceMinor = 4_500): Promise<PaidBooking> {
  const payments = createPaymentsRepository(sale.db);
  const booking = reserved(sale, {
    seats: seats.map((seat) => ({ seat, priceMinor })),
    totalMinor: seats.length * priceMinor,
    paymentId: mintPaymentId(Date.now()),
  });
  await payments.open(paymentOf(booking, { provider: priceMinor === 0 ? "free" : "stripe" }));
  await payments.markAuthorised(booking.paymentId, "pi_1", TRACE);
  await payments.complete(booking.paymentId, ticketsOf(booking), "no row", TRACE);
  return { id: booking.id, paymentId: booking.paymentId, booking };
}
