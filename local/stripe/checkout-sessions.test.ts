import { Stripe } from "stripe";
import { describe, expect, it } from "vitest";
import { ledgerRow, paidSession, sessionParameters, startTestSimulator } from "./testing/test-simulator.ts";

describe("a checkout session", () => {
  it("is open, with a page and no intent, until the buyer acts", async () => {
    const { stripe, url } = await startTestSimulator();
    const session = await stripe.checkout.sessions.create(sessionParameters());
    expect(session).toMatchObject({ status: "open", payment_status: "unpaid", amount_total: 9_000, currency: "eur" });
    expect(session).toMatchObject({
      payment_intent: null,
      client_reference_id: "pay_1",
      metadata: { payment_id: "pay_1" },
    });
    expect(session.url).toBe(`${url}/pay/${session.id}`);
    expect(session.lastResponse.requestId).toMatch(/^req_/);
    expect(session).not.toHaveProperty("sim");
  });

  it("with manual capture only authorises the money", async () => {
    const { session, intent } = await paidSession(await startTestSimulator());
    expect(session).toMatchObject({ status: "complete", payment_status: "unpaid", url: null });
    expect(intent).toMatchObject({ status: "requires_capture", amount_capturable: 9_000, amount_received: 0 });
    expect(intent.metadata).toEqual({ payment_id: "pay_1" });
  });

  it("without manual capture takes the money", async () => {
    const simulator = await startTestSimulator();
    const { session, intent } = await paidSession(simulator, sessionParameters({ payment_intent_data: {} }));
    expect(session).toMatchObject({ status: "complete", payment_status: "paid" });
    expect(intent).toMatchObject({ status: "succeeded", amount_received: 9_000 });
    expect(await ledgerRow(simulator)).toMatchObject({ authorised_minor: 9_000, captured_minor: 9_000 });
  });

  it("stays open after a decline, and says why", async () => {
    const { stripe, act } = await startTestSimulator();
    const { id } = await stripe.checkout.sessions.create(sessionParameters());
    await act(id, "decline");
    const { status, payment_intent } = await stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent"] });
    expect(status).toBe("open");
    expect(payment_intent).toMatchObject({
      status: "requires_payment_method",
      last_payment_error: { code: "card_declined" },
    });
    await act(id, "pay");
    expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({ status: "complete" });
  });

  it("can be expired while it is open, and then not be paid", async () => {
    const { stripe, act } = await startTestSimulator();
    const { id } = await stripe.checkout.sessions.create(sessionParameters());
    expect(await stripe.checkout.sessions.expire(id)).toMatchObject({ status: "expired", url: null });
    expect((await act(id, "pay")).status).toBe(400);
    await expect(stripe.checkout.sessions.expire(id)).rejects.toBeInstanceOf(Stripe.errors.StripeInvalidRequestError);
  });

  it("cannot be expired once it is complete", async () => {
    const simulator = await startTestSimulator();
    const { session } = await paidSession(simulator);
    await expect(simulator.stripe.checkout.sessions.expire(session.id)).rejects.toThrow("status of `complete`");
  });

  it("expires by itself when its time is over", async () => {
    let nowMs = Date.now();
    const { stripe, runDue } = await startTestSimulator({ nowMs: () => nowMs });
    const expires_at = Math.floor(nowMs / 1_000) + 1_800;
    const { id } = await stripe.checkout.sessions.create(sessionParameters({ expires_at }));
    nowMs = expires_at * 1_000 - 1;
    runDue();
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe("open");
    nowMs = expires_at * 1_000;
    runDue();
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe("expired");
  });

  it("completes late when the money comes delayed, and never after it has expired", async () => {
    let nowMs = Date.now();
    const { stripe, act, runDue } = await startTestSimulator({ nowMs: () => nowMs });
    const late = await stripe.checkout.sessions.create(sessionParameters());
    const gone = await stripe.checkout.sessions.create(sessionParameters());
    for (const { id } of [late, gone]) await act(id, "pay-later", { seconds: 20 });
    await stripe.checkout.sessions.expire(gone.id);
    nowMs += 19_999;
    runDue();
    expect((await stripe.checkout.sessions.retrieve(late.id)).status).toBe("open");
    nowMs += 1;
    runDue();
    expect((await stripe.checkout.sessions.retrieve(late.id)).status).toBe("complete");
    expect((await stripe.checkout.sessions.retrieve(gone.id)).status).toBe("expired");
  });

  it.each([
    ["29 minutes", 29 * 60],
    ["25 hours", 25 * 3_600],
  ])("cannot be made to expire in %s", async (_name, lifetime) => {
    const { stripe } = await startTestSimulator();
    const expires_at = Math.floor(Date.now() / 1_000) + lifetime;
    const creation = stripe.checkout.sessions.create(sessionParameters({ expires_at }));
    await expect(creation).rejects.toMatchObject({ statusCode: 400, param: "expires_at" });
  });

  it.each<[string, Partial<Stripe.Checkout.SessionCreateParams>, string]>([
    ["an address that is none", { success_url: "javascript:alert(1)" }, "success_url"],
    ["no lines", { line_items: [] }, "line_items"],
    ["a field that Stripe does not know", { hold_id: "1" } as object, "hold_id"],
  ])("is refused with %s", async (_name, overrides, param) => {
    const { stripe } = await startTestSimulator();
    const creation = stripe.checkout.sessions.create(sessionParameters(overrides));
    await expect(creation).rejects.toMatchObject({ type: "StripeInvalidRequestError", param });
  });

  it("is found in lists, newest first, page by page", async () => {
    const { stripe, act } = await startTestSimulator();
    const ids: string[] = [];
    for (let i = 0; i < 3; i++) ids.unshift((await stripe.checkout.sessions.create(sessionParameters())).id);
    await act(ids[2] ?? "", "pay");
    const listed: string[] = [];
    for await (const { id } of stripe.checkout.sessions.list({ limit: 2 })) listed.push(id);
    expect(listed).toEqual(ids);
    const { data } = await stripe.checkout.sessions.list({ status: "complete", expand: ["data.payment_intent"] });
    expect(data).toMatchObject([{ id: ids[2], payment_intent: { status: "requires_capture" } }]);
  });
});
