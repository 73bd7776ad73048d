import type { BookingSnapshot } from "../contract/event-object.ts";
import type { PaymentStatus } from "../payment/payment-statuses.ts";
import type { ProviderSession } from "../ports/payment-provider.ts";
import type { BookingCase, CasePayment } from "./booking-case.ts";
import { freeOfCharge } from "./free-of-charge.ts";
import type { Repair } from "./repair.ts";
import { ticketsMatch } from "./tickets-match.ts";

type Session = ProviderSession["state"] | "unreachable" | undefined;

/** The row of `decideRepair` for a booking whose seats are sold: by the attempt that it names, and by what became of that. */
export function repairConfirmed(recorded: BookingCase, seats: BookingSnapshot, session: Session): Repair {
  const payment = recorded.payments.find(({ id }) => id === seats.paymentId);
  if (payment === undefined) return { act: "report", fault: "unknown_payment" };
  if (payment.status === "completed") return ifTicketsMatch(recorded, seats, "valid");
  if (payment.status === "disputed") return ifTicketsMatch(recorded, seats, "held");
  const hasTickets = recorded.tickets.length > 0;
  return hasTickets ? { act: "report", fault: "tickets_without_money" } : repairUnpaid(recorded, payment, session);
}

function ifTicketsMatch({ tickets }: BookingCase, seats: BookingSnapshot, status: "valid" | "held"): Repair {
  return ticketsMatch(seats, tickets, status) ? { act: "nothing" } : { act: "report", fault: "tickets_differ" };
}

function repairUnpaid({ seats, refunds }: BookingCase, payment: CasePayment, session: Session): Repair {
  const { id: paymentId, status } = payment;
  // Also where the bank has sent the money back to us since: staff give it otherwise, and the seats were given up.
  const isTakenBack = refunds.some(({ endsBooking }) => endsBooking);
  if (status === "charged_back" || (status === "refunded" && isTakenBack)) {
    return { act: "send", message: { type: "booking.revoked", bookingId: seats.id } };
  }
  // Its money went back because there were no seats for it: no step will ever claim it again.
  if (status === "voided" || status === "refunded") return { act: "release", paymentId };
  if (payment.provider === "free") {
    return isClosed(status) ? { act: "release", paymentId } : { act: "send", message: freeOfCharge(payment) };
  }
  if (!payment.hasSession) return { act: "report", fault: "money_unknown" };
  switch (session) {
    case undefined:
      return { act: "ask_provider", paymentId };
    case "ended":
      // An attempt that is open ends by its own step; one that had ended has nobody but us. No money can come any more.
      return isClosed(status) ? { act: "release", paymentId } : { act: "send_news", paymentId };
    case "authorised":
    case "captured":
      return { act: "send_news", paymentId };
    case "processing":
    case "open":
    case "unreachable":
      return { act: "wait" };
  }
}

function isClosed(status: PaymentStatus): boolean {
  return status === "failed" || status === "expired";
}
