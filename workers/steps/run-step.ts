import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { awaitMoney } from "./await-money.ts";
import { cancelEvent } from "./cancel-event.ts";
import { closeCheckout } from "./close-checkout.ts";
import { deliverTickets } from "./deliver-tickets.ts";
import { endPayment } from "./end-payment.ts";
import { freeSeats } from "./free-seats.ts";
import { lookAtSession } from "./look-at-session.ts";
import { noteDispute } from "./note-dispute.ts";
import { noteFailedRefund } from "./note-failed-refund.ts";
import { refundPayment } from "./refund-payment.ts";
import { settlePayment } from "./settle-payment.ts";
import { tellRefund } from "./tell-refund.ts";

/** One delivery of one message. Returns when the row is consumed; throws when it must be delivered again. */
export async function runStep(services: Services, message: OutboxMessage, outboxId: string): Promise<void> {
  switch (message.type) {
    case "payment.authorised":
      return settlePayment(services, message, outboxId);
    case "payment.told":
      return lookAtSession(services, message, outboxId);
    case "payment.processing":
      return awaitMoney(services, message, outboxId);
    case "payment.ended":
      return endPayment(services, message, outboxId);
    case "payment.declined":
      return services.payments.recordDecline(message.paymentId, message.message, outboxId, currentContext().trace);
    case "payment.disputed":
      return noteDispute(services, message, outboxId);
    case "booking.expired":
    case "booking.cancelled":
      return closeCheckout(services, message.paymentId, outboxId);
    case "booking.paid":
      return deliverTickets(services, message.bookingId, outboxId);
    case "booking.revoked":
      await freeSeats(services, message.bookingId, outboxId);
      return;
    case "refund.requested":
      return refundPayment(services, message.refundId, outboxId);
    case "refund.done":
      return tellRefund(services, message.refundId, outboxId);
    case "refund.failed":
      return noteFailedRefund(services, message, outboxId);
    case "event.cancelled":
      return cancelEvent(services, message, outboxId);
  }
}
