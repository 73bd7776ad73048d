import { describe, expect, it } from "vitest";
import type { PaymentMethod } from "../../../domain/payment/payment-methods.ts";
import { ledger, openShop, valueOf } from "../../../local/stripe/testing/test-shop.ts";
import { sessionParameters } from "./session-parameters.ts";

async function sessionBy(methods: readonly PaymentMethod[]) {
  const shop = await openShop();
  const request = { ...shop.request, methods };
  const { id } = valueOf(await shop.provider.createSession(request));
  return { shop, id, state: async () => valueOf(await shop.provider.session(id)).state };
}

describe("what Stripe is asked for", () => {
  it("names the methods, and manual capture for the whole where each can wait", async () => {
    const { request } = await openShop();
    const parameters = sessionParameters({ ...request, methods: ["card", "link"] });
    expect(parameters.allowed_payment_method_types).toEqual(["card", "link"]);
    expect(parameters.payment_intent_data?.capture_method).toBe("manual");
    expect(parameters).not.toHaveProperty("payment_method_options");
  });

  it("asks for manual capture method by method where one cannot wait", async () => {
    const { request } = await openShop();
    const parameters = sessionParameters({ ...request, methods: ["card", "ideal", "sepa_debit", "klarna"] });
    expect(parameters.payment_intent_data).not.toHaveProperty("capture_method");
    const manual = { capture_method: "manual" };
    expect(parameters.payment_method_options).toEqual({ card: manual, klarna: manual });
  });
});

describe("a session of several methods", () => {
  it("is authorised by a card, and captured by a method that cannot wait", async () => {
    const byCard = await sessionBy(["card", "ideal"]);
    await byCard.shop.act(byCard.id, "pay", { method: "card" });
    expect(await byCard.state()).toBe("authorised");
    const byIdeal = await sessionBy(["card", "ideal"]);
    await byIdeal.shop.act(byIdeal.id, "pay", { method: "ideal" });
    expect(await byIdeal.state()).toBe("captured");
  });

  it("is processing while a bank is asked, then captured, and cannot be expired meanwhile", async () => {
    const { shop, id, state } = await sessionBy(["card", "sepa_debit"]);
    await shop.act(id, "pay", { method: "sepa_debit" });
    expect(await state()).toBe("processing");
    expect(await shop.provider.expireSession(id)).toMatchObject({ refusal: { reason: "payment_provider_error" } });
    expect(await ledger(shop)).toMatchObject([{ captured_minor: 0 }]);
    await shop.act(id, "bank-accepts");
    expect(await state()).toBe("captured");
    expect(await ledger(shop)).toMatchObject([{ captured_minor: 12_250 }]);
  });

  it("has ended when the bank says no", async () => {
    const { shop, id, state } = await sessionBy(["sepa_debit"]);
    await shop.act(id, "pay");
    await shop.act(id, "bank-refuses");
    expect(await state()).toBe("ended");
  });
});
