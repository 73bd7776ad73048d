/**
 * What a booking needs so that object and saga agree about it (I2): one table, from what Postgres knew, what the object said
 * after that, and, where it was asked, what the provider said. Nothing is decided between two versions: only where the object
 * stands at the version that Postgres knew do seats and money of one moment lie side by side.
 */
import type { BookingSnapshot } from "../contract/event-object.ts";
import { isOpenStatus, isPaidStatus } from "../payment/payment-statuses.ts";
import type { ProviderSession } from "../ports/payment-provider.ts";
import type { BookingCase, CasePayment } from "./booking-case.ts";
import { freeOfCharge } from "./free-of-charge.ts";
import { SUSPECT_AFTER_MS } from "./patience.ts";
import type { Fault, Repair } from "./repair.ts";
import { repairConfirmed } from "./repair-confirmed.ts";
import { isSameBooking } from "./same-booking.ts";

export interface Known {
  /** Undefined: Postgres has never heard of it. */
  readonly recorded: BookingCase | undefined;
  /** `forgotten`: the object has no such booking. */
  readonly seats: BookingSnapshot | "forgotten";
  /** Of the attempt that `ask_provider` named; absent: not asked yet. */
  readonly session?: ProviderSession["state"] | "unreachable";
}

const NOTHING: Repair = { act: "nothing" };

export function decideRepair({ recorded, seats, session }: Known): Repair {
  if (recorded === undefined) return seats === "forgotten" ? NOTHING : { act: "save_again" };
  const versions = seats === "forgotten" ? ifForgotten(recorded) : compare(recorded.seats, seats);
  if (versions !== undefined) return versions;
  const booking = seats === "forgotten" ? recorded.seats : seats;
  const repair = repairOf(recorded, booking, session);
  if (repair.act === "nothing") return repair;
  if (recorded.isUnderWay || recorded.quietForMs < SUSPECT_AFTER_MS) return { act: "wait" };
  return recorded.deadLetters.length > 0 ? report("dead_letter") : repair;
}

/** The object forgets what expired or was cancelled, a day and an hour after its end. */
function ifForgotten({ seats: { status } }: BookingCase): Repair | undefined {
  return status === "expired" || status === "cancelled" ? undefined : report("object_forgot");
}

function compare(recorded: BookingSnapshot, seats: BookingSnapshot): Repair | undefined {
  if (seats.version > recorded.version) return { act: "save_again" };
  if (seats.version < recorded.version) return report("object_behind");
  return isSameBooking(recorded, seats) ? undefined : report("contents_differ");
}

function repairOf(recorded: BookingCase, seats: BookingSnapshot, session: Known["session"]): Repair {
  const { payments, refunds } = recorded;
  const refund = refunds.find(({ status }) => status === "requested");
  if (refund !== undefined) return { act: "send", message: { type: "refund.requested", refundId: refund.id } };
  if (payments.some(({ status }) => status === "refunding")) return report("refund_lost");
  const paid = payments.find(isPaid);
  const hasItsSeats = seats.status === "confirmed" && seats.paymentId === paid?.id;
  if (paid !== undefined && !hasItsSeats) return report("paid_without_seats");
  if (seats.status === "confirmed") return repairConfirmed(recorded, seats, session);
  if (recorded.tickets.length > 0) return report("tickets_without_money");
  const open = payments.find(isOpen);
  return open === undefined ? repairReserved(payments, seats) : repairOpen(open, seats, session);
}

/** No attempt is open: nobody pays, so nothing may be reserved for one. */
function repairReserved(payments: readonly CasePayment[], { status, paymentId }: BookingSnapshot): Repair {
  const isReserved = status === "pending_payment" && payments.some(({ id }) => id === paymentId);
  return isReserved && paymentId !== null ? { act: "unreserve", paymentId } : NOTHING;
}

function repairOpen(open: CasePayment, { id, status }: BookingSnapshot, session: Known["session"]): Repair {
  if (open.provider === "free") return { act: "send", message: freeOfCharge(open) };
  if (status === "expired" || status === "cancelled") {
    return { act: "send", message: { type: `booking.${status}`, bookingId: id, paymentId: open.id } };
  }
  // Of one that waits for its buyer or his bank the sweep hears what there is to hear.
  return open.status === "authorised" ? hearOf(open, session) : NOTHING;
}

/** Money is held and nobody is at it: the provider says it once more. */
function hearOf({ id, hasSession }: CasePayment, session: Known["session"]): Repair {
  if (!hasSession) return report("money_unknown");
  if (session === undefined) return { act: "ask_provider", paymentId: id };
  const isNews = session === "authorised" || session === "captured" || session === "ended";
  return isNews ? { act: "send_news", paymentId: id } : { act: "wait" };
}

function report(fault: Fault): Repair {
  return { act: "report", fault };
}

function isOpen({ status }: CasePayment): boolean {
  return isOpenStatus(status);
}

function isPaid({ status }: CasePayment): boolean {
  return isPaidStatus(status);
}
