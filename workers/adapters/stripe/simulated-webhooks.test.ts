import { describe, expect, it, onTestFinished } from "vitest";
import { mintRefundId } from "../../../domain/contract/ids.ts";
import { openShop, paid, providerAt, valueOf } from "../../../local/stripe/testing/test-shop.ts";
import { TEST_WEBHOOK_SECRET } from "../../../local/stripe/testing/test-simulator.ts";
import { startWebhookReceiver } from "../../../local/stripe/testing/webhook-receiver.ts";

/** A shop whose webhooks come in, are verified and read; `news` is the next `count` of them that mean something. */
async function listeningShop() {
  const receiver = await startWebhookReceiver();
  onTestFinished(() => receiver.stop());
  const shop = await openShop({ webhook: { url: receiver.url, secret: TEST_WEBHOOK_SECRET } });
  const provider = providerAt(shop.url);
  const news = async (count: number) => {
    const heard = [];
    while (heard.length < count) {
      const { body, headers } = await receiver.next();
      const event = valueOf(await provider.verifyWebhook(body, headers));
      if (event.kind === "told")
        heard.push({ ...event, session: valueOf(await provider.session(event.sessionId)), kind: "session" });
      else if (event.kind !== "ignored") heard.push(event);
    }
    return heard;
  };
  return { ...shop, provider, news };
}

describe("the simulator's webhooks tell the adapter", () => {
  it("of a decline, and then that the session is authorised", async () => {
    const { provider, request, act, news } = await listeningShop();
    const { id } = valueOf(await provider.createSession(request));
    const { paymentId } = request;
    await act(id, "decline");
    expect(await news(1)).toMatchObject([{ kind: "declined", paymentId, message: "Your card was declined." }]);
    await act(id, "pay");
    expect(await news(1)).toMatchObject([{ kind: "session", paymentId, session: { state: "authorised", id } }]);
  });

  it("of an authorisation that lapsed", async () => {
    const shop = await listeningShop();
    const { id } = await paid(shop);
    await shop.news(1);
    await shop.act(id, "lapse");
    expect(await shop.news(1)).toMatchObject([{ kind: "lapsed", paymentId: shop.request.paymentId }]);
  });

  it("that a bank is asked, and that it said yes", async () => {
    const shop = await listeningShop();
    const { id } = await paid({ ...shop, request: { ...shop.request, methods: ["sepa_debit"] } });
    expect(await shop.news(1)).toMatchObject([{ kind: "session", session: { state: "processing" } }]);
    await shop.act(id, "bank-accepts");
    expect(await shop.news(1)).toMatchObject([{ kind: "session", failed: false, session: { state: "captured" } }]);
  });

  it("that a bank said no", async () => {
    const shop = await listeningShop();
    const { id } = await paid({ ...shop, request: { ...shop.request, methods: ["sepa_debit"] } });
    await shop.news(1);
    await shop.act(id, "bank-refuses");
    const refused = await shop.news(2);
    expect(refused.map(({ kind }) => kind).toSorted()).toEqual(["declined", "session"]);
    expect(refused.find(({ kind }) => kind === "session")).toMatchObject({ failed: true, session: { state: "ended" } });
  });

  it("that the bank sent a refund back, days after it had been taken on", async () => {
    const shop = await listeningShop();
    const request = { ...shop.request, methods: ["sepa_debit"] as const };
    const { id, intentId } = await paid({ ...shop, request });
    await shop.act(id, "bank-accepts");
    await shop.news(2);
    const { paymentId, amount } = shop.request;
    const refundId = mintRefundId(Date.now());
    expect((await shop.provider.refund({ id: refundId, paymentId, intentId, amount })).ok).toBe(true);
    await shop.act(id, "refund-fails");
    const failed = { kind: "refund_failed", paymentId, refundId, intentId, reason: "lost_or_stolen_card" };
    expect(await shop.news(2)).toMatchObject([failed, failed]);
  });

  it("of a dispute, and who won it", async () => {
    const shop = await listeningShop();
    const { id, intentId } = await paid(shop);
    await shop.provider.capture(shop.request.paymentId, intentId);
    await shop.news(1);
    await shop.act(id, "dispute", { reason: "product_not_received" });
    const about = { kind: "disputed", intentId, reason: "product_not_received" };
    const opened = { ...about, outcome: "opened" };
    expect(await shop.news(2)).toMatchObject([opened, opened]);
    await shop.act(id, "dispute-won");
    const won = { ...about, outcome: "won" };
    expect(await shop.news(2)).toMatchObject([won, won]);
  });
});
