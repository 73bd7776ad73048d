import type { z } from "zod";
import { parsePaymentId, parseRefundId, type PaymentId } from "../../../domain/contract/ids.ts";
import { captureOf, PAYMENT_METHODS } from "../../../domain/payment/payment-methods.ts";
import type { ProviderEvent, ProviderSession } from "../../../domain/ports/payment-provider.ts";
import { ok, type Result } from "../../../domain/result.ts";
import { refuseFields } from "../refuse-fields.ts";
import {
  declineSchema,
  disputeSchema,
  ownerSchema,
  refundSchema,
  sessionSchema,
  type Envelope,
} from "./event-schemas.ts";
import { providerSession } from "./provider-session.ts";

/**
 * A verified event as the domain sees it. The object in it is a snapshot of when the event was made, which may be days
 * ago: it is a reason to act, and the acts check again. What does not bear our metadata is not ours.
 */
export function providerEvent(event: Envelope): Result<ProviderEvent> {
  switch (event.type) {
    case "checkout.session.completed":
    case "checkout.session.async_payment_succeeded":
    case "checkout.session.async_payment_failed":
    case "checkout.session.expired":
      return sessionNews(event);
    case "payment_intent.payment_failed":
      return decline(event);
    case "payment_intent.canceled":
      return lapse(event);
    case "charge.dispute.created":
    case "charge.dispute.updated":
    case "charge.dispute.closed":
    case "charge.dispute.funds_withdrawn":
    case "charge.dispute.funds_reinstated":
      return dispute(event);
    case "refund.failed":
    case "refund.updated":
      return failedRefund(event);
    default:
      return ignored(event);
  }
}

function sessionNews({ id, type, data }: Envelope): Result<ProviderEvent> {
  const paymentId = ourPayment(data);
  if (paymentId === undefined) return ignored({ id, type });
  const parsed = sessionSchema.safeParse(data);
  if (!parsed.success) return refuseFields(parsed.error, ["data"]);
  const facts = parsed.data.object;
  const failed = type === "checkout.session.async_payment_failed";
  const read = (session: ProviderSession) => ok({ id, type, kind: "session" as const, paymentId, session, failed });
  if (failed) return read({ ...providerSession(facts), state: "ended" });
  return isUnclear(facts)
    ? ok({ id, type, kind: "told", paymentId, sessionId: facts.id })
    : read(providerSession(facts));
}

/**
 * Complete and unpaid means authorised, unless the buyer could choose a method that cannot be: then his bank may be being
 * asked, and only the intent says so. Nor is money without an intent any that could be captured.
 */
function isUnclear(session: z.infer<typeof sessionSchema>["object"]): boolean {
  const { status, payment_status, payment_method_types, payment_intent } = session;
  if (status !== "complete") return false;
  if (payment_intent === null) return true;
  if (payment_status !== "unpaid") return false;
  const isManual = (type: string) =>
    PAYMENT_METHODS.some((method) => method === type && captureOf(method) === "manual");
  return payment_method_types.length === 0 || !payment_method_types.every(isManual);
}

function decline({ id, type, data }: Envelope): Result<ProviderEvent> {
  const paymentId = ourPayment(data);
  if (paymentId === undefined) return ignored({ id, type });
  const parsed = declineSchema.safeParse(data);
  if (!parsed.success) return refuseFields(parsed.error, ["data"]);
  const message = parsed.data.object.last_payment_error?.message ?? "The payment was declined.";
  return ok({ id, type, kind: "declined", paymentId, message });
}

function lapse({ id, type, data }: Envelope): Result<ProviderEvent> {
  const paymentId = ourPayment(data);
  return paymentId === undefined ? ignored({ id, type }) : ok({ id, type, kind: "lapsed", paymentId });
}

/** By the dispute's status, not by the event's name: an inquiry that is closed without a dispute is as good as won. */
function dispute({ id, type, data }: Envelope): Result<ProviderEvent> {
  const parsed = disputeSchema.safeParse(data);
  if (!parsed.success) return refuseFields(parsed.error, ["data"]);
  const { payment_intent: intentId, status, reason } = parsed.data.object;
  if (intentId === null) return ignored({ id, type });
  const outcome = DECIDED.get(status) ?? "opened";
  return ok({ id, type, kind: "disputed", intentId, outcome, reason });
}

/** `prevented`: the money went back before it came to a dispute. */
const DECIDED = new Map<string, "won" | "lost">([
  ["won", "won"],
  ["warning_closed", "won"],
  ["lost", "lost"],
  ["prevented", "lost"],
]);

/** Any other news of a refund we know from having asked for it. One that staff made in Stripe's dashboard is not ours. */
function failedRefund({ id, type, data }: Envelope): Result<ProviderEvent> {
  const paymentId = ourPayment(data);
  if (paymentId === undefined) return ignored({ id, type });
  const parsed = refundSchema.safeParse(data);
  if (!parsed.success) return refuseFields(parsed.error, ["data"]);
  const { status, failure_reason, payment_intent: intentId, metadata } = parsed.data.object;
  const asked = metadata.refund_id ?? "";
  const refundId = asked === paymentId ? paymentId : parseRefundId(asked);
  if (refundId === undefined || (status !== "failed" && status !== "canceled")) return ignored({ id, type });
  return ok({ id, type, kind: "refund_failed", paymentId, refundId, intentId, reason: failure_reason ?? status });
}

function ourPayment(data: unknown): PaymentId | undefined {
  const owner = ownerSchema.safeParse(data);
  return owner.success ? parsePaymentId(owner.data.object.metadata.payment_id) : undefined;
}

function ignored({ id, type }: Pick<Envelope, "id" | "type">): Result<ProviderEvent> {
  return ok({ id, type, kind: "ignored" });
}
