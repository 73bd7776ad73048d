import { sessionMessage } from "../../domain/payment/session-message.ts";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { GuardedProvider } from "../../domain/ports/payment-provider.ts";
import type { Payment } from "../../domain/ports/payments.ts";
import { HOUR_MS } from "../../domain/time.ts";
import { log } from "../log.ts";
import { currentContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { atMost } from "./at-most.ts";

/** Payments that are asked about in one sweep, each a call to the provider; more wait for the next one. */
const QUIET_MAX = 300;
/** Leaves one of a Worker's six connections to the database. */
const PARALLEL = 5;

/**
 * Asks the providers about payments that nobody has heard of. One whose breaker is open is left in peace. How many were
 * asked about.
 */
export async function askQuietPayments(services: Services): Promise<number> {
  const quiet = await services.payments.quiet(QUIET_MAX);
  const down = quiet.length > 0 ? await providersDown(services) : new Set<string>();
  const asked = quiet.filter(({ provider }) => !down.has(provider));
  await atMost(
    PARALLEL,
    asked,
    (payment) => askAbout(services, payment),
    ({ id }, error) => log.error("a quiet payment could not be asked about", error, { paymentId: id }),
  );
  return asked.length;
}

async function providersDown({ providers }: Services): Promise<ReadonlySet<string>> {
  const isDown = async (provider: GuardedProvider): Promise<string[]> =>
    (await provider.breaker()).state === "Open" ? [provider.name] : [];
  return new Set((await Promise.all(providers.all.map(isDown))).flat());
}

/**
 * Through the inbox, like the webhook that did not come: one that comes later after all finds the work done. The id says of
 * which state of the payment this is news, so that it is told once; and the hour, so that news which were consumed in vain are
 * not silenced for ever.
 */
async function askAbout(services: Services, payment: Payment): Promise<void> {
  if (payment.provider === "free") return;
  const message = await newsOf(services, payment, payment.provider);
  if (message === undefined) return;
  const { id, provider, sessionId, status } = payment;
  const hour = Math.floor(Date.now() / HOUR_MS);
  const providerEventId = `asked:${id}:${sessionId ?? "no-session"}:${status}:${message.type}:${hour}`;
  const { trace } = currentContext();
  await services.payments.receive({ provider, providerEventId, type: "asked", messages: [message], trace });
}

/**
 * Undefined: nothing new yet, or the provider cannot say now. Without a session there is nobody to ask and nowhere to pay: the
 * attempt has ended (`quiet` gives it only when no request can be making one); unless its money came all the same, of a session
 * that we never heard of: then its own message is at it.
 */
async function newsOf(
  { providers }: Services,
  { id, sessionId, status }: Payment,
  provider: GuardedProvider["name"],
): Promise<OutboxMessage | undefined> {
  if (sessionId === null) {
    return status === "pending" ? { type: "payment.ended", paymentId: id, outcome: "expired" } : undefined;
  }
  const session = await providers.of(provider).session(sessionId);
  if (!session.ok) return undefined;
  // A bank that is still at it says nothing new.
  if (status === "processing" && session.value.state === "processing") return undefined;
  return sessionMessage(session.value, id);
}
