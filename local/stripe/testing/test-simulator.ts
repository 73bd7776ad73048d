import { Stripe } from "stripe";
import { onTestFinished } from "vitest";
import { startStripeSimulator, type StripeSimulator, type StripeSimulatorOptions } from "../start-stripe-simulator.ts";

export const TEST_KEY = "sk_test_simulator";
export const TEST_WEBHOOK_SECRET = "whsec_simulator";

export interface TestSimulator extends StripeSimulator {
  /** Stripe's own SDK, without retries. */
  readonly stripe: Stripe;
  /** What the buyer or the bank does. */
  readonly act: (
    sessionId: string,
    action:
      | "pay"
      | "decline"
      | "lapse"
      | "pay-later"
      | "bank-accepts"
      | "bank-refuses"
      | "refund-fails"
      | "dispute"
      | "dispute-won"
      | "dispute-lost",
    body?: object,
  ) => Promise<Response>;
  readonly chaos: (settings: object) => Promise<Response>;
}

/** A simulator of this test alone, in memory, stopped when the test ends. */
export async function startTestSimulator(options: Partial<StripeSimulatorOptions> = {}): Promise<TestSimulator> {
  const simulator = await startStripeSimulator({ port: 0, secretKey: TEST_KEY, timeScale: 0.001, ...options });
  onTestFinished(() => simulator.stop());
  const post = (path: string, body: object) =>
    fetch(`${simulator.url}/_sim/${path}`, { method: "POST", body: JSON.stringify(body) });
  return {
    ...simulator,
    stripe: stripeClient(simulator.port),
    act: (sessionId, action, body = {}) => post(`sessions/${sessionId}/${action}`, body),
    chaos: (settings) => post("chaos", settings),
  };
}

export function stripeClient(port: number, key = TEST_KEY): Stripe {
  return new Stripe(key, {
    httpClient: Stripe.createFetchHttpClient(),
    host: "127.0.0.1",
    port,
    protocol: "http",
    telemetry: false,
    maxNetworkRetries: 0,
  });
}

/** 2 × 45.00 euros, authorised only. */
export function sessionParameters(
  overrides: Partial<Stripe.Checkout.SessionCreateParams> = {},
): Stripe.Checkout.SessionCreateParams {
  return {
    mode: "payment",
    success_url: "https://shop.example/done?session={CHECKOUT_SESSION_ID}",
    cancel_url: "https://shop.example/back",
    client_reference_id: "pay_1",
    customer_email: "ada@example.com",
    metadata: { payment_id: "pay_1" },
    payment_intent_data: { capture_method: "manual", metadata: { payment_id: "pay_1" } },
    line_items: [
      { quantity: 2, price_data: { currency: "eur", unit_amount: 4_500, product_data: { name: "Seat <A1> & more" } } },
    ],
    ...overrides,
  };
}

/** A session that the buyer has paid, and its intent. */
export async function paidSession(
  { stripe, act }: TestSimulator,
  parameters = sessionParameters(),
): Promise<{ session: Stripe.Checkout.Session; intent: Stripe.PaymentIntent }> {
  const { id } = await stripe.checkout.sessions.create(parameters);
  await act(id, "pay");
  const session = await stripe.checkout.sessions.retrieve(id, { expand: ["payment_intent"] });
  const intent = session.payment_intent;
  if (typeof intent !== "object" || intent === null) throw new Error("the intent was not expanded");
  return { session, intent };
}

/** Of the only session there is. */
export async function ledgerRow({ url }: TestSimulator): Promise<unknown> {
  const ledger = (await (await fetch(`${url}/_sim/ledger`)).json()) as { payments: unknown[] };
  if (ledger.payments.length !== 1) throw new Error(`${ledger.payments.length} sessions in the ledger`);
  return ledger.payments[0];
}
