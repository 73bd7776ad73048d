import { describe, expect, it } from "vitest";
import { startTestSimulator } from "../../../local/stripe/testing/test-simulator.ts";
import { openShop, providerAt } from "../../../local/stripe/testing/test-shop.ts";

describe("Stripe's failures", () => {
  it.each([500, 503, 409])("HTTP %i, again after the retry, means unavailable", async (status) => {
    const { provider, chaos } = await openShop();
    await chaos({ fail: 2, status });
    const answer = await provider.session("cs_test_1");
    expect(answer).toMatchObject({
      ok: false,
      refusal: { reason: "payment_provider_unavailable", providerStatus: status },
    });
  });

  it("HTTP 429 means unavailable, without a retry", async () => {
    const { provider, chaos } = await openShop();
    await chaos({ fail: 1, status: 429 });
    expect(await provider.session("cs_test_1")).toMatchObject({ refusal: { reason: "payment_provider_unavailable" } });
    expect(await provider.session("cs_test_1")).toMatchObject({ refusal: { providerCode: "resource_missing" } });
  });

  it("one failure is retried", async () => {
    const { provider, request, chaos } = await openShop();
    await chaos({ fail: 1, status: 500 });
    expect((await provider.createSession(request)).ok).toBe(true);
  });

  it("no connection means unavailable", async () => {
    const { url, stop } = await startTestSimulator();
    await stop();
    const answer = await providerAt(url).session("cs_test_1");
    expect(answer).toEqual({ ok: false, refusal: { reason: "payment_provider_unavailable" } });
  });

  it("a wrong key is an error, and no key is in it", async () => {
    const { url } = await startTestSimulator();
    const answer = await providerAt(url, "sk_test_wrong").session("cs_test_1");
    expect(answer).toMatchObject({ ok: false, refusal: { reason: "payment_provider_error", providerStatus: 401 } });
    expect(JSON.stringify(answer)).not.toContain("sk_test");
  });

  it("another request under the same payment is an error", async () => {
    const { provider, request } = await openShop();
    await provider.createSession(request);
    const other = await provider.createSession({ ...request, buyerEmail: "eve@example.com" });
    expect(other).toMatchObject({ ok: false, refusal: { reason: "payment_provider_error", providerStatus: 400 } });
  });
});
