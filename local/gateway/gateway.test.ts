import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { valueOf } from "../stripe/testing/test-shop.ts";
import { gatewayProviderAt, startTestGateway } from "./testing/test-gateway.ts";

describe("the gateway", () => {
  it("ends a payment whose time is over", async () => {
    let nowMs = Date.now();
    const gateway = await startTestGateway({ nowMs: () => nowMs });
    const { request } = gateway;
    await gateway.provider.createSession(request);
    nowMs = request.expiresAt.getTime() - 1;
    gateway.runDue();
    expect(await gateway.ledger()).toMatchObject([{ status: "NEW" }]);
    nowMs += 1;
    gateway.runDue();
    expect(await gateway.ledger()).toMatchObject([{ status: "FAILED", captured_minor: 0 }]);
  });

  it("takes money that comes delayed, and none for a payment that was ended meanwhile", async () => {
    let nowMs = Date.now();
    const gateway = await startTestGateway({ nowMs: () => nowMs });
    const { paymentId } = gateway.request;
    await gateway.provider.createSession(gateway.request);
    await gateway.act(paymentId, "pay-later", { seconds: 20 });
    nowMs += 19_999;
    gateway.runDue();
    expect(await gateway.ledger()).toMatchObject([{ status: "NEW" }]);
    nowMs += 1;
    gateway.runDue();
    expect(await gateway.ledger()).toMatchObject([{ status: "CONFIRMED", captured_minor: 9_000 }]);
    expect((await gateway.act(paymentId, "pay")).status).toBe(409);
  });

  it("has after a restart what it answered before", async () => {
    const folder = mkdtempSync(join(tmpdir(), "sluice-gateway-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const dataFile = join(folder, "gateway.db");
    const first = await startTestGateway({ dataFile });
    const { paymentId } = first.request;
    await first.provider.createSession(first.request);
    await first.act(paymentId, "pay");
    await first.stop();
    const second = await startTestGateway({ dataFile });
    expect(valueOf(await gatewayProviderAt(second.url).session(paymentId)).state).toBe("captured");
    expect(await second.ledger()).toMatchObject([{ payment_id: paymentId, captured_minor: 9_000 }]);
  });

  it("sends the buyer back to the shop from its page, whichever way he chose", async () => {
    const gateway = await startTestGateway();
    const { url } = valueOf(await gateway.provider.createSession(gateway.request));
    const paid = await fetch(`${url}/pay`, { method: "POST", redirect: "manual" });
    expect([paid.status, paid.headers.get("location")]).toEqual([303, gateway.request.successUrl]);
    const late = await fetch(`${url}/decline`, { method: "POST", redirect: "manual" });
    expect(late.headers.get("location")).toBe(new URL(url ?? "").pathname);
    expect(await (await fetch(url ?? "")).text()).toContain("your payment went through");
    expect((await fetch(`${gateway.url}/pay/pay_none`)).status).toBe(404);
  });
});
