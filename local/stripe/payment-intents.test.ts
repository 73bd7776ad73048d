import { describe, expect, it } from "vitest";
import { ledgerRow, paidSession, sessionParameters, startTestSimulator } from "./testing/test-simulator.ts";

describe("a payment intent", () => {
  it("is captured once", async () => {
    const simulator = await startTestSimulator();
    const { session, intent } = await paidSession(simulator);
    expect(await simulator.stripe.paymentIntents.capture(intent.id)).toMatchObject({
      status: "succeeded",
      amount_received: 9_000,
    });
    expect(await simulator.stripe.checkout.sessions.retrieve(session.id)).toMatchObject({ payment_status: "paid" });
    const again = simulator.stripe.paymentIntents.capture(intent.id);
    await expect(again).rejects.toMatchObject({ code: "payment_intent_unexpected_state", statusCode: 400 });
    expect(await ledgerRow(simulator)).toMatchObject({
      authorised_minor: 9_000,
      captured_minor: 9_000,
      voided_minor: 0,
    });
  });

  it("releases what a capture leaves", async () => {
    const simulator = await startTestSimulator();
    const { intent } = await paidSession(simulator);
    await simulator.stripe.paymentIntents.capture(intent.id, { amount_to_capture: 4_000 });
    expect(await ledgerRow(simulator)).toMatchObject({ captured_minor: 4_000, voided_minor: 5_000 });
  });

  it("cannot be captured after it was cancelled", async () => {
    const simulator = await startTestSimulator();
    const { intent } = await paidSession(simulator);
    expect(await simulator.stripe.paymentIntents.cancel(intent.id)).toMatchObject({
      status: "canceled",
      amount_capturable: 0,
    });
    const capture = simulator.stripe.paymentIntents.capture(intent.id);
    await expect(capture).rejects.toMatchObject({
      code: "payment_intent_unexpected_state",
      payment_intent: { id: intent.id, status: "canceled" },
    });
    await expect(simulator.stripe.paymentIntents.cancel(intent.id)).rejects.toMatchObject({ statusCode: 400 });
    expect(await ledgerRow(simulator)).toMatchObject({
      captured_minor: 0,
      voided_minor: 9_000,
      intent_status: "canceled",
    });
  });

  it("is cancelled with its session, which had only been declined, and takes nothing", async () => {
    const simulator = await startTestSimulator();
    const { id } = await simulator.stripe.checkout.sessions.create(sessionParameters());
    await simulator.act(id, "decline");
    await simulator.stripe.checkout.sessions.expire(id);
    expect(await ledgerRow(simulator)).toMatchObject({ intent_status: "canceled", authorised_minor: 0, entries: [] });
  });

  it("is refunded up to what was captured", async () => {
    const simulator = await startTestSimulator();
    const { stripe } = simulator;
    const { intent } = await paidSession(simulator);
    await expect(stripe.refunds.create({ payment_intent: intent.id })).rejects.toMatchObject({ statusCode: 400 });
    await stripe.paymentIntents.capture(intent.id);
    const part = await stripe.refunds.create({ payment_intent: intent.id, amount: 1_000 });
    expect(await stripe.refunds.retrieve(part.id)).toMatchObject({ status: "succeeded", amount: 1_000 });
    await expect(stripe.refunds.create({ payment_intent: intent.id, amount: 8_001 })).rejects.toMatchObject({
      param: "amount",
    });
    await stripe.refunds.create({ payment_intent: intent.id });
    const tooLate = stripe.refunds.create({ payment_intent: intent.id });
    await expect(tooLate).rejects.toMatchObject({ code: "charge_already_refunded" });
    expect(await ledgerRow(simulator)).toMatchObject({ captured_minor: 9_000, refunded_minor: 9_000 });
  });
});
