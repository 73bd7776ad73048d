import { onTestFinished } from "vitest";
import { mintBookingId, mintEventId, mintPaymentId } from "../../../domain/contract/ids.ts";
import type { PaymentProvider, SessionRequest } from "../../../domain/ports/payment-provider.ts";
import { GatewayClient } from "../../../workers/adapters/gateway/gateway-client.ts";
import { createGatewayProvider } from "../../../workers/adapters/gateway/gateway-provider.ts";
import { startGateway, type GatewayOptions, type RunningGateway } from "../start-gateway.ts";

export const TEST_TEAM = { slug: "opera", secret: "gw_test_secret" };

export interface TestGateway extends RunningGateway {
  readonly provider: PaymentProvider;
  readonly request: SessionRequest;
  /** What the buyer or his bank does. */
  readonly act: (paymentId: string, action: "pay" | "decline" | "pay-later", body?: object) => Promise<Response>;
  readonly chaos: (settings: object) => Promise<Response>;
  /** A row per payment, newest first. */
  readonly ledger: () => Promise<unknown[]>;
}

/** A gateway of this test alone, in memory, stopped when the test ends; and the adapter that speaks with it. */
export async function startTestGateway(options: Partial<GatewayOptions> = {}): Promise<TestGateway> {
  const gateway = await startGateway({ port: 0, team: TEST_TEAM, timeScale: 0.001, ...options });
  onTestFinished(() => gateway.stop());
  const post = (path: string, body: object) =>
    fetch(`${gateway.url}/_sim/${path}`, { method: "POST", body: JSON.stringify(body) });
  return {
    ...gateway,
    provider: gatewayProviderAt(gateway.url),
    request: orderRequest(),
    act: (paymentId, action, body = {}) => post(`payments/${paymentId}/${action}`, body),
    chaos: (settings) => post("chaos", settings),
    async ledger() {
      const answer = await fetch(`${gateway.url}/_sim/ledger`);
      return ((await answer.json()) as { payments: unknown[] }).payments;
    },
  };
}

/** The adapter, which does not wait between its tries. */
export function gatewayProviderAt(
  url: string,
  secret = TEST_TEAM.secret,
  now: () => number = Date.now,
): PaymentProvider {
  const settings = { GATEWAY_URL: url, GATEWAY_SECRET: secret, GATEWAY_TEAM: TEST_TEAM.slug };
  return createGatewayProvider(settings, now, new GatewayClient(settings, now, async () => {}));
}

function orderRequest(): SessionRequest {
  const nowMs = Date.now();
  return {
    paymentId: mintPaymentId(nowMs),
    bookingId: mintBookingId(mintEventId(), nowMs),
    amount: { amountMinor: 9_000, currency: "eur" },
    lines: [{ name: "Symphony <No. 9>", unitAmountMinor: 4_500, quantity: 2 }],
    buyerEmail: "ada@example.com",
    methods: ["card"],
    expiresAt: new Date(nowMs + 3_600_000),
    successUrl: "https://shop.example/paid",
    cancelUrl: "https://shop.example/back",
  };
}
