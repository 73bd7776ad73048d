import type { BookingId, PaymentId } from "../../../domain/contract/ids.ts";
import { sessionMessage } from "../../../domain/payment/session-message.ts";
import type { OutboxMessage } from "../../../domain/ports/outbox.ts";
import type { ProviderSession } from "../../../domain/ports/payment-provider.ts";
import type { Payment } from "../../../domain/ports/payments.ts";
import { decideRepair, type Known } from "../../../domain/reconcile/decide-repair.ts";
import type { Repair } from "../../../domain/reconcile/repair.ts";
import { log } from "../../log.ts";
import { currentContext } from "../../request-context.ts";
import type { Services } from "../../services.ts";
import { reopenBooking } from "../reopen-booking.ts";
import type { Finding, FindingOutcome } from "./finding.ts";

/**
 * Does what was decided about a booking, by the same steps that should have done it. Undefined: there was nothing to do. Saving
 * again is left to the caller, who can do it for many bookings at once.
 */
export async function carryOut(
  services: Services,
  bookingId: BookingId,
  known: Known,
  repair: Repair,
): Promise<Finding | undefined> {
  const found = (outcome: FindingOutcome, detail: string, paymentId: PaymentId | null = null): Finding => {
    const finding = { bookingId, paymentId, outcome, detail };
    if (outcome !== "waits") log.warn("reconciled", finding);
    return finding;
  };
  switch (repair.act) {
    case "nothing":
      return undefined;
    case "wait":
      return found("waits", "a step is at it");
    case "save_again":
      return found("saved_again", "Postgres was behind");
    case "send":
      return found(...(await send(services, repair.message)));
    case "unreserve":
      await reopenBooking(services, await paymentOf(services, repair.paymentId));
      return found("seats_freed", "reserved for an attempt that has ended", repair.paymentId);
    case "release":
      await reopenBooking(services, await paymentOf(services, repair.paymentId), { evenIfConfirmed: true });
      return found("seats_freed", "sold to an attempt without money", repair.paymentId);
    case "report":
      return found("reported", repair.fault, known.recorded?.payments.at(-1)?.id ?? null);
    case "ask_provider": {
      const session = await sessionOf(services, await paymentOf(services, repair.paymentId));
      const next = decideRepair({ ...known, session: session?.state ?? "unreachable" });
      const news = session && sessionMessage(session, repair.paymentId);
      if (next.act === "send_news" && news !== undefined) return found(...(await send(services, news)));
      if (next.act === "ask_provider") throw new Error(`${repair.paymentId} was asked about already`);
      return carryOut(services, bookingId, known, next);
    }
    case "send_news":
      throw new Error(`nobody has asked about ${repair.paymentId}`);
  }
}

async function send(
  { reconciler }: Services,
  message: OutboxMessage,
): Promise<[FindingOutcome, string, PaymentId | null]> {
  const isSent = await reconciler.sendAgain(message, currentContext().trace);
  return [isSent ? "sent_again" : "waits", message.type, "paymentId" in message ? message.paymentId : null];
}

async function paymentOf({ payments }: Services, id: PaymentId): Promise<Payment> {
  const payment = await payments.find(id);
  if (payment === undefined) throw new Error(`no payment ${id}`);
  return payment;
}

/** Undefined: the provider cannot say now. */
async function sessionOf(
  { providers }: Services,
  { id, provider, sessionId }: Payment,
): Promise<ProviderSession | undefined> {
  if (provider === "free" || sessionId === null) throw new Error(`${id} has no session to ask about`);
  const session = await providers.of(provider).session(sessionId);
  return session.ok ? session.value : undefined;
}
