import { expect, it } from "vitest";
import {
  paidSession,
  sessionParameters,
  startTestSimulator,
  TEST_KEY,
} from "../../../local/stripe/testing/test-simulator.ts";
import { CommandFailure } from "../../command-failure.ts";
import { stripeLedger } from "./stripe-ledger.ts";

async function openLedger() {
  const simulator = await startTestSimulator();
  const pay = async (payment: string) => {
    const metadata = { payment_id: payment, booking_id: `bkg_${payment}` };
    const parameters = sessionParameters({ metadata, payment_intent_data: { capture_method: "manual", metadata } });
    const { session, intent } = await paidSession(simulator, parameters);
    return { session: session.id, intent: intent.id };
  };
  const read = async () => {
    const entries = await stripeLedger(simulator.url, TEST_KEY).entries(null);
    return new Map(entries.map((entry) => [entry.paymentId, entry]));
  };
  return { ...simulator, pay, read };
}

it("tells of each payment's money what Stripe has done with it", async () => {
  const { stripe, act, pay, read } = await openLedger();
  await pay("pay_held");
  const taken = await pay("pay_taken");
  await stripe.paymentIntents.capture(taken.intent);
  await stripe.refunds.create({ payment_intent: taken.intent, amount: 1_000 });
  await stripe.refunds.create({ payment_intent: taken.intent, amount: 500 });
  await stripe.paymentIntents.cancel((await pay("pay_voided")).intent);
  const disputed = await pay("pay_disputed");
  await stripe.paymentIntents.capture(disputed.intent);
  await act(disputed.session, "dispute");

  const entries = await read();
  expect(entries.get("pay_held")).toMatchObject({ bookingId: "bkg_pay_held", heldMinor: 9_000, capturedMinor: 0 });
  expect(entries.get("pay_taken")).toMatchObject({ heldMinor: 0, capturedMinor: 9_000, refundedMinor: 1_500 });
  expect(entries.get("pay_voided")).toMatchObject({ heldMinor: 0, capturedMinor: 0, refundedMinor: 0, dispute: null });
  expect(entries.get("pay_disputed")?.dispute).toMatchObject({ state: "open", amountMinor: 9_000 });

  await act(disputed.session, "dispute-lost");
  expect((await read()).get("pay_disputed")?.dispute).toMatchObject({ state: "lost" });
});

it("reads every page", async () => {
  const { pay, read } = await openLedger();
  await Promise.all(Array.from({ length: 101 }, (_, number) => pay(`pay_${number}`)));
  expect((await read()).size).toBe(101);
});

it("says plainly that a ledger cannot be read, and never the key", async () => {
  const { url } = await startTestSimulator();
  const failure = await stripeLedger(url, "sk_test_wrong")
    .entries(null)
    .catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CommandFailure);
  expect(String(failure)).toContain("/v1/payment_intents cannot be read: 401");
  expect(String(failure)).not.toContain("sk_test_wrong");
});
