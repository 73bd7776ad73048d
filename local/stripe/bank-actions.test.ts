import { describe, expect, it } from "vitest";
import { ledgerRow, paidSession, sessionParameters, startTestSimulator } from "./testing/test-simulator.ts";

const DAY_MS = 86_400_000;
const byDebit = () => sessionParameters({ allowed_payment_method_types: ["sepa_debit"], payment_intent_data: {} });

describe("an authorisation", () => {
  it("lapses by itself when nobody has captured it for a week, and not when it was captured", async () => {
    let nowMs = Date.now();
    const simulator = await startTestSimulator({ nowMs: () => nowMs });
    const left = await paidSession(simulator);
    const taken = await paidSession(simulator);
    await simulator.stripe.paymentIntents.capture(taken.intent.id);
    nowMs += 7 * DAY_MS - 1;
    simulator.runDue();
    const status = async (id: string) => (await simulator.stripe.paymentIntents.retrieve(id)).status;
    expect(await status(left.intent.id)).toBe("requires_capture");
    nowMs += 1;
    simulator.runDue();
    expect(await status(left.intent.id)).toBe("canceled");
    expect(await status(taken.intent.id)).toBe("succeeded");
  });
});

describe("a direct debit", () => {
  it("takes money once the bank has agreed, and once only", async () => {
    const simulator = await startTestSimulator();
    const { session, intent } = await paidSession(simulator, byDebit());
    expect(session).toMatchObject({ status: "complete", payment_status: "unpaid" });
    expect(intent).toMatchObject({ status: "processing", amount_received: 0 });
    expect(await ledgerRow(simulator)).toMatchObject({ authorised_minor: 0, captured_minor: 0 });
    await simulator.act(session.id, "bank-accepts");
    expect(await ledgerRow(simulator)).toMatchObject({ captured_minor: 9_000, intent_status: "succeeded" });
    expect((await simulator.act(session.id, "bank-accepts")).status).toBe(400);
    expect((await simulator.act(session.id, "bank-refuses")).status).toBe(400);
  });

  it("is left out where all is to be captured by hand", async () => {
    const { stripe } = await startTestSimulator();
    const mixed = sessionParameters({ allowed_payment_method_types: ["card", "sepa_debit"] });
    expect((await stripe.checkout.sessions.create(mixed)).payment_method_types).toEqual(["card"]);
    const alone = stripe.checkout.sessions.create(sessionParameters({ allowed_payment_method_types: ["ideal"] }));
    await expect(alone).rejects.toMatchObject({ statusCode: 400, param: "allowed_payment_method_types" });
  });

  it("is shown as such on the page, whose buttons are the bank's", async () => {
    const simulator = await startTestSimulator();
    const { session } = await paidSession(simulator, byDebit());
    const page = `${simulator.url}/pay/${session.id}`;
    expect(await (await fetch(page)).text()).toContain("Your bank is being asked");
    await fetch(`${page}/bank-accepts`, { method: "POST" });
    expect(await (await fetch(page)).text()).toContain("The amount has been taken");
  });
});

describe("a dispute", () => {
  it("withdraws the money, and gives it again when it is won", async () => {
    const simulator = await startTestSimulator();
    const { session, intent } = await paidSession(simulator);
    expect((await simulator.act(session.id, "dispute")).status).toBe(400);
    await simulator.stripe.paymentIntents.capture(intent.id);
    await simulator.act(session.id, "dispute");
    expect(await ledgerRow(simulator)).toMatchObject({ captured_minor: 9_000, disputed_minor: 9_000 });
    await simulator.act(session.id, "dispute-won");
    expect(await ledgerRow(simulator)).toMatchObject({ disputed_minor: 0 });
    const { data } = await simulator.stripe.disputes.list({ payment_intent: intent.id });
    expect(data).toMatchObject([{ status: "won", amount: 9_000 }]);
  });

  it("keeps the money when it is lost", async () => {
    const simulator = await startTestSimulator();
    const { session, intent } = await paidSession(simulator);
    await simulator.stripe.paymentIntents.capture(intent.id);
    await simulator.act(session.id, "dispute");
    await simulator.act(session.id, "dispute-lost");
    expect(await ledgerRow(simulator)).toMatchObject({ disputed_minor: 9_000 });
    expect((await simulator.act(session.id, "dispute-won")).status).toBe(400);
  });
});

describe("a refund", () => {
  it("that the bank sends back is the shop's money again, and may be given back once more", async () => {
    const simulator = await startTestSimulator();
    const { session, intent } = await paidSession(simulator);
    await simulator.stripe.paymentIntents.capture(intent.id);
    expect((await simulator.act(session.id, "refund-fails")).status).toBe(400);
    const { id } = await simulator.stripe.refunds.create({ payment_intent: intent.id });
    expect(await ledgerRow(simulator)).toMatchObject({ refunded_minor: 9_000 });
    await simulator.act(session.id, "refund-fails");
    expect(await simulator.stripe.refunds.retrieve(id)).toMatchObject({ status: "failed", amount: 9_000 });
    expect(await ledgerRow(simulator)).toMatchObject({ captured_minor: 9_000, refunded_minor: 0 });
    expect((await simulator.act(session.id, "refund-fails")).status).toBe(400);
    const { data } = await simulator.stripe.events.list({ types: ["refund.failed", "refund.updated"] });
    expect(data).toHaveLength(2);
    await simulator.stripe.refunds.create({ payment_intent: intent.id });
    expect(await ledgerRow(simulator)).toMatchObject({ refunded_minor: 9_000 });
  });
});
