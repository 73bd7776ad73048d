import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { Services } from "../services.ts";
import { closeCheckout } from "./close-checkout.ts";
import { deliverTickets } from "./deliver-tickets.ts";
import { endPayment } from "./end-payment.ts";
import { freeSeats } from "./free-seats.ts";
import { settlePayment } from "./settle-payment.ts";

/** One delivery of one message. Returns when the row is consumed; throws when it must be delivered again. */
export async function runStep(services: Services, message: OutboxMessage, outboxId: string): Promise<void> {
  switch (message.type) {
    case "payment.authorised":
      return settlePayment(services, message, outboxId);
    case "payment.ended":
      return endPayment(services, message, outboxId);
    case "payment.declined":
      return services.payments.recordDecline(message.paymentId, message.message, outboxId);
    case "booking.expired":
    case "booking.cancelled":
      return closeCheckout(services, message.paymentId, outboxId);
    case "booking.paid":
      return deliverTickets(services, message.bookingId, outboxId);
    case "booking.revoked":
      await freeSeats(services, message.bookingId, outboxId);
  }
}
