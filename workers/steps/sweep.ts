import type { Payment } from "../../domain/ports/payments.ts";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import { sessionMessage } from "../../domain/payment/session-message.ts";
import { log } from "../log.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { relay } from "./relay.ts";

/** Payments that are asked about in one sweep: each is a call to the provider, one after the other. */
const QUIET_MAX = 50;

/**
 * Each minute: what was published and not consumed is sent again, and payments that nobody has heard of are asked about.
 * One part that fails does not keep the other from running.
 */
export async function sweep(services: Services): Promise<void> {
  const parts = {
    quiet: () => askAboutQuietPayments(services),
    relay: () => relay(services),
  };
  for (const [part, run] of Object.entries(parts)) {
    await run().then(
      (count) => log.info("sweep", { part, count }),
      (error: unknown) => log.error("sweep failed", error, { part }),
    );
  }
}

async function askAboutQuietPayments(services: Services): Promise<number> {
  const quiet = await services.payments.quiet(QUIET_MAX);
  for (const payment of quiet) {
    await askAbout(services, payment).catch((error: unknown) =>
      log.error("a quiet payment could not be asked about", error, { paymentId: payment.id }),
    );
  }
  return quiet.length;
}

/**
 * Through the inbox, like the webhook that did not come: one that comes later after all finds the work done. The session is
 * part of the id: what was said of a payment before it had one must not silence what becomes of it.
 */
async function askAbout(services: Services, payment: Payment): Promise<void> {
  const message = await whatBecameOf(services, payment);
  if (message === undefined) return;
  const providerEventId = `asked:${payment.id}:${payment.sessionId ?? "no-session"}:${message.type}`;
  const { trace } = currentContext();
  await services.payments.receive({ provider: "stripe", providerEventId, type: "asked", messages: [message], trace });
}

/** Undefined: nothing new yet, or the provider cannot say now. A free booking needs no news. */
async function whatBecameOf({ provider }: Services, payment: Payment): Promise<OutboxMessage | undefined> {
  const { id: paymentId, bookingId } = payment;
  if (payment.provider === "free") return undefined;
  if (payment.sessionId === null) return { type: "payment.ended", bookingId, paymentId, outcome: "expired" };
  const session = await provider.session(payment.sessionId);
  if (!session.ok) return undefined;
  return sessionMessage(session.value, payment);
}
