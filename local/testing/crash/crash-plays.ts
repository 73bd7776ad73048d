/** What buyers and the provider do on a `CrashStage`, each insisting until he has his answer. */
import { expect } from "vitest";
import type { BookingId } from "../../../domain/contract/ids.ts";
import type { ProviderEvent } from "../../../domain/ports/payment-provider.ts";
import { valueOf } from "../../stripe/testing/test-shop.ts";
import { initiatePayment } from "../../../workers/use-cases/initiate-payment.ts";
import { receiveWebhook } from "../../../workers/use-cases/receive-webhook.ts";
import type { CrashStage } from "./crash-stage.ts";

/** The buyer goes to the provider; his session. */
export async function goToPay(stage: CrashStage, booking: BookingId, acceptsEqualSeats = false): Promise<string> {
  const repeat = stage.newKey();
  const target = { event: stage.event, booking };
  const ask = () =>
    stage.insist((services) => initiatePayment(services, stage.buyer, repeat, target, { acceptsEqualSeats }));
  let started = await ask();
  if (!started.ok && started.refusal.reason === "request_in_progress") {
    await stage.letLocksEnd();
    started = await ask();
  }
  return sessionIn(valueOf(started).payment.payment_url);
}

export function sessionIn(paymentUrl: string | null): string {
  const session = paymentUrl?.split("/pay/")[1];
  if (session === undefined) throw new Error("there is nothing to pay");
  return session;
}

/** The provider posts what has become of the session, and posts it again until it is taken. */
export async function hear(stage: CrashStage, sessionId: string): Promise<void> {
  const session = await stage.simulator.stripe.checkout.sessions.retrieve(sessionId);
  const seen = await stage.insist((services) => services.providers.of("stripe").session(sessionId));
  const event: ProviderEvent = {
    id: `evt_${sessionId}_${session.status}`,
    type: "checkout.session.completed",
    kind: "session",
    paymentId: session.client_reference_id as never,
    session: valueOf(seen),
    failed: false,
  };
  expect(await stage.insist((services) => receiveWebhook(services, "stripe", event))).not.toBe("unknown");
}

export async function buy(stage: CrashStage, seat: number): Promise<BookingId> {
  const booking = await stage.hold(seat);
  const session = await goToPay(stage, booking);
  await stage.simulator.act(session, "pay");
  await hear(stage, session);
  await stage.settle();
  return booking;
}

interface LedgerLine {
  readonly authorised_minor: number;
  readonly captured_minor: number;
  readonly voided_minor: number;
  readonly refunded_minor: number;
}

/** The provider's word about these payments, in sum. */
export async function ledgerOf({ simulator }: CrashStage, payments: readonly string[]) {
  const lines: LedgerLine[] = [];
  for (const id of payments) {
    const answer = await fetch(`${simulator.url}/_sim/ledger?client_reference_id=${id}`);
    lines.push(...((await answer.json()) as { payments: LedgerLine[] }).payments);
  }
  const sum = (member: keyof LedgerLine) => lines.reduce((total, line) => total + line[member], 0);
  return {
    sessions: lines.length,
    openMinor: sum("authorised_minor") - sum("captured_minor") - sum("voided_minor"),
    keptMinor: sum("captured_minor") - sum("refunded_minor"),
    refundedMinor: sum("refunded_minor"),
  };
}
