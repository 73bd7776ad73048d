import { z } from "zod";
import { emit, mintId, nowSeconds, type Simulation } from "./simulation.ts";
import { cancelIntent } from "./payment-intents.ts";
import type { FormTree } from "./parse-form.ts";
import { eligibleMethods, MANUAL_METHODS, PAYMENT_METHODS } from "./payment-methods.ts";
import type { CheckoutSession, LineItem } from "./stripe-objects.ts";
import { invalidRequest, missing } from "./stripe-refusal.ts";

const MIN_LIFETIME_S = 30 * 60;
const MAX_LIFETIME_S = 24 * 60 * 60;
/** Stripe forgives the time that the request was on its way. */
const CLOCK_SLACK_S = 10;
const MIN_AMOUNT_MINOR = 50;

const metadata = z.record(z.string().max(40), z.string().max(500)).default({});
const amount = z.coerce.number().int().min(0);
const url = z.url({ protocol: /^https?$/, error: "Not a valid URL" });

/** Strict, because Stripe refuses what it does not know. */
const sessionParameters = z.strictObject({
  mode: z.literal("payment"),
  success_url: url,
  cancel_url: url.optional(),
  client_reference_id: z.string().max(200).optional(),
  customer_email: z.string().optional(),
  expires_at: z.coerce.number().int().optional(),
  expand: z.array(z.string()).optional(),
  metadata,
  allowed_payment_method_types: z.array(z.enum(PAYMENT_METHODS)).min(1).optional(),
  payment_method_options: z
    .partialRecord(z.enum(MANUAL_METHODS), z.strictObject({ capture_method: z.literal("manual").optional() }))
    .default({}),
  payment_intent_data: z
    .strictObject({ capture_method: z.enum(["manual", "automatic", "automatic_async"]).optional(), metadata })
    .default({ metadata: {} }),
  line_items: z
    .array(
      z.strictObject({
        quantity: z.coerce.number().int().min(1),
        price_data: z.strictObject({
          currency: z.string().regex(/^[a-z]{3}$/i),
          unit_amount: amount,
          product_data: z.strictObject({ name: z.string().min(1), description: z.string().optional() }),
        }),
      }),
    )
    .min(1)
    .max(100),
});

export function createSession(sim: Simulation, form: FormTree): CheckoutSession {
  const parameters = parseParameters(form);
  const lines: LineItem[] = parameters.line_items.map(({ quantity, price_data }) => ({
    name: price_data.product_data.name,
    unitAmount: price_data.unit_amount,
    quantity,
  }));
  const { allowed_payment_method_types: allowed, payment_method_options: options } = parameters;
  const captureMethod = parameters.payment_intent_data.capture_method === "manual" ? "manual" : "automatic";
  const created = nowSeconds(sim);
  const total = lines.reduce((sum, { unitAmount, quantity }) => sum + unitAmount * quantity, 0);
  const session: CheckoutSession = {
    id: mintId("cs_test"),
    object: "checkout.session",
    allowed_payment_method_types: allowed ?? null,
    amount_subtotal: total,
    amount_total: checkTotal(total),
    cancel_url: parameters.cancel_url ?? null,
    client_reference_id: parameters.client_reference_id ?? null,
    created,
    currency: onlyCurrency(parameters.line_items.map(({ price_data }) => price_data.currency.toLowerCase())),
    customer_details: null,
    customer_email: parameters.customer_email ?? null,
    expires_at: checkExpiry(parameters.expires_at ?? created + MAX_LIFETIME_S, created),
    livemode: false,
    metadata: parameters.metadata,
    mode: "payment",
    payment_intent: null,
    payment_method_options: options,
    payment_method_types: eligibleMethods(allowed, captureMethod),
    payment_status: "unpaid",
    status: "open",
    success_url: parameters.success_url,
    ui_mode: "hosted_page",
    sim: {
      lines,
      captureMethod,
      intentMetadata: parameters.payment_intent_data.metadata,
      payAtMs: null,
    },
  };
  sim.store.save(session);
  sim.store.setTimer(session.id, session.expires_at * 1_000);
  return session;
}

export function findSession(sim: Simulation, id: string): CheckoutSession {
  const session = sim.store.find("checkout.session", id);
  if (session === undefined) throw missing("checkout.session", id);
  return session;
}

/** Only while it is open. A started payment is cancelled with it. */
export function expireSession(sim: Simulation, id: string): CheckoutSession {
  const session = findSession(sim, id);
  if (session.status !== "open") {
    const state = `This Checkout Session has a status of \`${session.status}\`.`;
    throw invalidRequest(`Only Checkout Sessions with a status in ["open"] can be expired. ${state}`);
  }
  const expired: CheckoutSession = { ...session, status: "expired", sim: { ...session.sim, payAtMs: null } };
  sim.store.save(expired);
  sim.store.clearTimer(id);
  if (session.payment_intent !== null) cancelIntent(sim, session.payment_intent, "automatic");
  emit(sim, "checkout.session.expired", expired);
  return expired;
}

function parseParameters(form: FormTree): z.infer<typeof sessionParameters> {
  const parsed = sessionParameters.safeParse(form);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const [head = "", ...rest] = [...(issue?.path ?? []), ...unknown].map(String);
  const param = head + rest.map((part) => `[${part}]`).join("");
  if (unknown.length > 0)
    throw invalidRequest(`Received unknown parameter: ${param}`, { code: "parameter_unknown", param });
  throw invalidRequest(`${issue?.message ?? "Invalid request"}: ${param}`, { code: "parameter_invalid", param });
}

function checkTotal(total: number): number {
  if (total >= MIN_AMOUNT_MINOR) return total;
  const message = "The Checkout Session's total amount due must add up to at least 0.50.";
  throw invalidRequest(message, { code: "amount_too_small", param: "line_items" });
}

function onlyCurrency(currencies: readonly string[]): string {
  const [currency = "", ...others] = new Set(currencies);
  if (others.length === 0) return currency;
  throw invalidRequest("All line items must have the same currency.", { param: "line_items" });
}

function checkExpiry(expiresAt: number, created: number): number {
  const lifetime = expiresAt - created;
  if (lifetime >= MIN_LIFETIME_S - CLOCK_SLACK_S && lifetime <= MAX_LIFETIME_S + CLOCK_SLACK_S) return expiresAt;
  const bounds = "less than 24 hours and at least 30 minutes from Checkout Session creation";
  throw invalidRequest(`The \`expires_at\` timestamp must be ${bounds}.`, { param: "expires_at" });
}
