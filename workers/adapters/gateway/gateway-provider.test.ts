import { describe, expect, it } from "vitest";
import { mintRefundId } from "../../../domain/contract/ids.ts";
import { gatewayProviderAt, startTestGateway } from "../../../local/gateway/testing/test-gateway.ts";
import { valueOf } from "../../../local/stripe/testing/test-shop.ts";

const ERROR = { ok: false, refusal: { reason: "payment_provider_error" } };
const UNAVAILABLE = { ok: false, refusal: { reason: "payment_provider_unavailable" } };

async function openPayment() {
  const gateway = await startTestGateway();
  const session = valueOf(await gateway.provider.createSession(gateway.request));
  return { ...gateway, id: gateway.request.paymentId, session };
}

async function confirmedPayment() {
  const payment = await openPayment();
  await payment.act(payment.id, "pay");
  const { paymentId, amount } = payment.request;
  return { ...payment, whole: { id: paymentId, paymentId, intentId: payment.id, amount } };
}

describe("a payment at the gateway", () => {
  it("is open under our id, for the booking's amount, with a page that escapes what the shop wrote", async () => {
    const { session, request, url } = await openPayment();
    expect(session).toEqual({
      id: request.paymentId,
      url: `${url}/pay/${request.paymentId}`,
      state: "open",
      intentId: null,
      amount: { amountMinor: 9_000, currency: "eur" },
    });
    const page = await (await fetch(session.url ?? "")).text();
    expect(page).toContain("Pay €90.00");
    expect(page).toContain("2 × Symphony &lt;No. 9&gt;");
  });

  it("is made once, even if the first answer is lost, and never for another amount", async () => {
    const { provider, request, chaos, ledger } = await startTestGateway();
    await chaos({ dropAnswer: 1 });
    const first = valueOf(await provider.createSession(request));
    expect(valueOf(await provider.createSession(request))).toEqual(first);
    expect(await ledger()).toHaveLength(1);
    const other = await provider.createSession({ ...request, amount: { amountMinor: 1, currency: "eur" } });
    expect(other).toMatchObject({ ...ERROR, refusal: { providerCode: "payment_differs" } });
  });

  it("is captured as soon as it is paid, and capturing it again is a success", async () => {
    const { provider, id } = await confirmedPayment();
    expect(valueOf(await provider.session(id))).toMatchObject({ state: "captured", url: null, intentId: id });
    expect(valueOf(await provider.capture(id, id))).toEqual({ captured: true });
  });

  it("has ended when the bank says no", async () => {
    const { provider, id, act } = await openPayment();
    await act(id, "decline");
    expect(valueOf(await provider.session(id)).state).toBe("ended");
    expect(valueOf(await provider.capture(id, id))).toEqual({ captured: false });
  });

  it("is ended by us, twice like once, and cannot be paid then", async () => {
    const { provider, id, act } = await openPayment();
    expect(valueOf(await provider.expireSession(id)).state).toBe("ended");
    expect(valueOf(await provider.expireSession(id)).state).toBe("ended");
    expect((await act(id, "pay")).status).toBe(409);
    expect((await provider.void(id, id)).ok).toBe(true);
  });

  it("can be neither ended nor voided when the buyer was faster", async () => {
    const { provider, id } = await confirmedPayment();
    expect(await provider.expireSession(id)).toMatchObject(ERROR);
    expect(await provider.void(id, id)).toMatchObject(ERROR);
    expect(valueOf(await provider.session(id)).state).toBe("captured");
  });
});

describe("a refund at the gateway", () => {
  it("is given once for each id, whole or in part", async () => {
    const { provider, whole, ledger } = await confirmedPayment();
    const part = { ...whole, id: mintRefundId(1), amount: { amountMinor: 4_500, currency: "eur" } };
    const rest = { ...part, id: mintRefundId(2) };
    for (const refund of [part, part, rest, rest]) expect((await provider.refund(refund)).ok).toBe(true);
    expect(await ledger()).toMatchObject([{ captured_minor: 9_000, refunded_minor: 9_000 }]);
    // All of it went back, by whomever: for money without seats that is enough.
    expect((await provider.refund(whole)).ok).toBe(true);
    expect(await provider.refund({ ...part, id: mintRefundId(3) })).toMatchObject(ERROR);
  });

  it("is given once when its answer is lost", async () => {
    const { provider, whole, chaos, ledger } = await confirmedPayment();
    await chaos({ dropAnswer: 1 });
    expect((await provider.refund(whole)).ok).toBe(true);
    expect(await ledger()).toMatchObject([{ refunded_minor: 9_000 }]);
  });

  it("that the gateway refuses is an error for good", async () => {
    const { provider, whole, chaos, ledger } = await confirmedPayment();
    await chaos({ refuseRefunds: 1 });
    const refused = { ...ERROR, refusal: { providerCode: "refund_refused" } };
    expect(await provider.refund(whole)).toMatchObject(refused);
    expect(await provider.refund(whole)).toMatchObject(refused);
    expect(await ledger()).toMatchObject([{ refunded_minor: 0 }]);
  });
});

describe("the gateway's failures", () => {
  it.each([500, 503, 408])("HTTP %i, again after one more try, means unavailable", async (status) => {
    const { provider, chaos } = await startTestGateway();
    await chaos({ fail: 2, status });
    expect(await provider.session("pay_1")).toEqual({
      ok: false,
      refusal: { reason: "payment_provider_unavailable", providerStatus: status },
    });
  });

  it("one failure is tried once more, and a cut connection too", async () => {
    const { provider, request, chaos } = await startTestGateway();
    await chaos({ fail: 1, status: 500 });
    expect((await provider.createSession(request)).ok).toBe(true);
    await chaos({ drop: 1 });
    expect((await provider.session(request.paymentId)).ok).toBe(true);
  });

  it("HTTP 429 means unavailable, without another try", async () => {
    const { provider, chaos } = await startTestGateway();
    await chaos({ fail: 1, status: 429 });
    expect(await provider.session("pay_1")).toMatchObject(UNAVAILABLE);
    expect(await provider.session("pay_1")).toMatchObject({ refusal: { providerCode: "payment_unknown" } });
  });

  it("no connection means unavailable", async () => {
    const { url, stop } = await startTestGateway();
    await stop();
    expect(await gatewayProviderAt(url).session("pay_1")).toEqual(UNAVAILABLE);
  });

  it("an unknown payment, or a wrong secret, is an error, and no secret is in it", async () => {
    const { provider, url } = await startTestGateway();
    expect(await provider.session("pay_1")).toMatchObject({ ...ERROR, refusal: { providerStatus: 404 } });
    const answer = await gatewayProviderAt(url, "gw_wrong").session("pay_1");
    expect(answer).toMatchObject({ ...ERROR, refusal: { providerStatus: 401, providerCode: "signature_invalid" } });
    expect(JSON.stringify(answer)).not.toContain("gw_wrong");
  });

  it("a call that was signed too long ago is refused there", async () => {
    const { url } = await startTestGateway();
    const late = gatewayProviderAt(url, undefined, () => Date.now() - 301_000);
    expect(await late.session("pay_1")).toMatchObject({ refusal: { providerCode: "too_old" } });
  });
});
