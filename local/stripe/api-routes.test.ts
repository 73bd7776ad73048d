import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stripe } from "stripe";
import { describe, expect, it, onTestFinished } from "vitest";
import { startStripeSimulator } from "./start-stripe-simulator.ts";
import {
  paidSession,
  sessionParameters,
  startTestSimulator,
  stripeClient,
  TEST_KEY,
} from "./testing/test-simulator.ts";

describe("the API", () => {
  it("answers the same to the same idempotency key and parameters, and does it once", async () => {
    const { stripe } = await startTestSimulator();
    const options = { idempotencyKey: "session:pay_1" };
    const first = await stripe.checkout.sessions.create(sessionParameters(), options);
    const second = await stripe.checkout.sessions.create(sessionParameters(), options);
    expect(second).toEqual(first);
    expect(new Headers(second.lastResponse.headers).get("idempotent-replayed")).toBe("true");
    expect(new Headers(first.lastResponse.headers).get("idempotent-replayed")).toBeNull();
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  it("refuses an idempotency key with other parameters", async () => {
    const { stripe } = await startTestSimulator();
    const options = { idempotencyKey: "session:pay_1" };
    await stripe.checkout.sessions.create(sessionParameters(), options);
    const other = stripe.checkout.sessions.create(sessionParameters({ customer_email: "eve@example.com" }), options);
    await expect(other).rejects.toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  });

  it("keeps refusals under their key too", async () => {
    const simulator = await startTestSimulator();
    const { intent } = await paidSession(simulator);
    await simulator.chaos({ refuseCaptures: 1 });
    const capture = () => simulator.stripe.paymentIntents.capture(intent.id, {}, { idempotencyKey: "capture:pay_1" });
    await expect(capture()).rejects.toMatchObject({ code: "card_declined", statusCode: 402 });
    await expect(capture()).rejects.toMatchObject({ code: "card_declined", statusCode: 402 });
  });

  it("refuses a wrong key, an unknown id and an unknown address", async () => {
    const { stripe, port, url } = await startTestSimulator();
    const stranger = stripeClient(port, "sk_test_other").checkout.sessions.list();
    await expect(stranger).rejects.toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    await expect(stripe.paymentIntents.retrieve("pi_none")).rejects.toMatchObject({
      code: "resource_missing",
      statusCode: 404,
    });
    const unknown = await fetch(`${url}/v1/customers`, { headers: { authorization: `Bearer ${TEST_KEY}` } });
    expect(unknown.status).toBe(404);
  });

  it("records events, newest first", async () => {
    const simulator = await startTestSimulator();
    await paidSession(simulator);
    const { data } = await simulator.stripe.events.list({ limit: 10 });
    expect(data.map(({ type }) => type)).toEqual([
      "checkout.session.completed",
      "payment_intent.amount_capturable_updated",
      "charge.succeeded",
    ]);
    const [newest] = data;
    expect(await simulator.stripe.events.retrieve(newest?.id ?? "")).toEqual(newest);
  });

  it("plays faults: fails n times, cuts the connection before and after the work is done", async () => {
    const { stripe, chaos } = await startTestSimulator();
    const create = () => stripe.checkout.sessions.create(sessionParameters());
    await chaos({ fail: 1, status: 503 });
    await expect(create()).rejects.toMatchObject({ statusCode: 503 });
    await chaos({ drop: 1 });
    await expect(create()).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(0);
    await chaos({ dropAnswer: 1 });
    await expect(create()).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect((await stripe.checkout.sessions.list()).data).toHaveLength(1);
  });

  it("stalls in the middle of an answer, until the caller gives up", async () => {
    const { stripe, chaos } = await startTestSimulator();
    await chaos({ stall: 1 });
    const stalled = stripe.checkout.sessions.list({}, { timeout: 50 });
    await expect(stalled).rejects.toBeInstanceOf(Stripe.errors.StripeConnectionError);
  });

  it("remembers payments and keys when it is started again on its file", async () => {
    const directory = await mkdtemp(join(tmpdir(), "sluice-stripe-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const options = { port: 0, secretKey: TEST_KEY, dataFile: join(directory, "stripe.db") };

    const first = await startStripeSimulator(options);
    const { id } = await createOn(first.port);
    await fetch(`${first.url}/_sim/sessions/${id}/pay`, { method: "POST" });
    await first.stop();

    const second = await startStripeSimulator(options);
    onTestFinished(() => second.stop());
    expect((await createOn(second.port)).id).toBe(id);
    expect(await stripeClient(second.port).checkout.sessions.retrieve(id)).toMatchObject({ status: "complete" });
  });
});

function createOn(port: number): Promise<Stripe.Checkout.Session> {
  const options = { idempotencyKey: "session:pay_1" };
  return stripeClient(port).checkout.sessions.create(sessionParameters(), options);
}
