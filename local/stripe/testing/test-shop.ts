import { mintBookingId, mintEventId, mintPaymentId } from "../../../domain/contract/ids.ts";
import type { PaymentProvider, SessionRequest } from "../../../domain/ports/payment-provider.ts";
import type { Result } from "../../../domain/result.ts";
import type { StripeSimulatorOptions } from "../start-stripe-simulator.ts";
import { startTestSimulator, TEST_KEY, TEST_WEBHOOK_SECRET, type TestSimulator } from "./test-simulator.ts";
import { createStripeProvider } from "../../../workers/adapters/stripe/stripe-provider.ts";

export interface Shop extends TestSimulator {
  readonly provider: PaymentProvider;
  readonly request: SessionRequest;
}

/** The adapter against a simulator of its own, by Stripe's real SDK. */
export async function openShop(options: Partial<StripeSimulatorOptions> = {}): Promise<Shop> {
  const simulator = await startTestSimulator(options);
  return { ...simulator, provider: providerAt(simulator.url), request: sessionRequest() };
}

/** The adapter, pointed at a simulator. */
export function providerAt(url: string, key = TEST_KEY): PaymentProvider {
  return createStripeProvider({
    STRIPE_SECRET_KEY: key,
    STRIPE_WEBHOOK_SECRET: TEST_WEBHOOK_SECRET,
    STRIPE_API_URL: url,
  });
}

function sessionRequest(): SessionRequest {
  const nowMs = Date.now();
  return {
    paymentId: mintPaymentId(nowMs),
    bookingId: mintBookingId(mintEventId(), nowMs),
    amount: { amountMinor: 12_250, currency: "eur" },
    lines: [
      { name: "Symphony No. 9", unitAmountMinor: 4_500, quantity: 2 },
      { name: "Symphony No. 9, standing", unitAmountMinor: 3_250, quantity: 1 },
    ],
    buyerEmail: "ada@example.com",
    methods: ["card"],
    expiresAt: new Date(nowMs + 3_600_000),
    successUrl: "https://shop.example/paid",
    cancelUrl: "https://shop.example/back",
  };
}

/** The value of a result; throws for a refusal. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

/** A session that the buyer has paid, by the first of its methods, and its intent. */
export async function paid({ provider, request, act }: Shop): Promise<{ id: string; intentId: string }> {
  const { id } = valueOf(await provider.createSession(request));
  await act(id, "pay");
  const { intentId } = valueOf(await provider.session(id));
  if (intentId === null) throw new Error("a paid session has an intent");
  return { id, intentId };
}

/** What the simulator's bank has done, a row per session. */
export async function ledger({ url }: Shop): Promise<unknown> {
  const response = await fetch(`${url}/_sim/ledger`);
  const { payments } = (await response.json()) as { payments: unknown[] };
  return payments;
}
