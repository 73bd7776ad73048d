import { describe, expect, it } from "vitest";
import { mintBookingId, mintEventId, mintPaymentId, mintRefundId } from "../../../domain/contract/ids.ts";
import { providerEvent } from "./provider-event.ts";

const PAYMENT = mintPaymentId(1);
const METADATA = { payment_id: PAYMENT, booking_id: mintBookingId(mintEventId(), 1) };

function read(type: string, object: unknown) {
  return providerEvent({ id: "evt_1", type, data: { object } });
}

function session(overrides: object = {}): object {
  const amount = { amount_total: 9_000, currency: "eur" };
  const money = {
    payment_status: "unpaid",
    payment_intent: "pi_1",
    status: "complete",
    payment_method_types: ["card"],
  };
  return { id: "cs_1", object: "checkout.session", url: null, metadata: METADATA, ...amount, ...money, ...overrides };
}

function dispute(overrides: object = {}): object {
  return { id: "du_1", payment_intent: "pi_1", status: "needs_response", reason: "fraudulent", ...overrides };
}

describe("an event of a session", () => {
  it.each([
    ["checkout.session.completed", {}, "authorised", false],
    ["checkout.session.completed", { payment_status: "paid" }, "captured", false],
    ["checkout.session.async_payment_succeeded", { payment_status: "paid" }, "captured", false],
    ["checkout.session.async_payment_failed", { payment_method_types: ["sepa_debit"] }, "ended", true],
    ["checkout.session.expired", { status: "expired", payment_intent: null }, "ended", false],
    ["checkout.session.expired", { status: "expired", payment_method_types: ["sepa_debit"] }, "ended", false],
  ])("%s with %o means a session that is %s", (type, overrides, state, failed) => {
    const news = { id: "cs_1", state, amount: { amountMinor: 9_000, currency: "eur" } };
    const value = { id: "evt_1", type, kind: "session", paymentId: PAYMENT, failed, session: news };
    expect(read(type, session(overrides))).toMatchObject({ ok: true, value });
  });

  it.each([[["card", "sepa_debit"]], [["ideal"]], [["a method of tomorrow"]], [[]]])(
    "that is complete and unpaid, by one of %j, has to be looked up: a bank may be being asked",
    (types) => {
      const news = read("checkout.session.completed", session({ payment_method_types: types }));
      const value = { kind: "told", paymentId: PAYMENT, sessionId: "cs_1" };
      expect(news).toMatchObject({ ok: true, value });
    },
  );

  it("that is complete without an intent has to be looked up: there is nothing that could be captured", () => {
    const news = read("checkout.session.completed", session({ payment_intent: null }));
    expect(news).toMatchObject({ ok: true, value: { kind: "told", sessionId: "cs_1" } });
  });

  it.each([
    ["amount_total", { amount_total: 90.5 }],
    ["currency", { currency: null }],
    ["payment_status", { payment_status: "maybe" }],
    ["id", { id: 7 }],
  ])("of ours that is not as it should be is refused, and %s named", (field, overrides) => {
    const refusal = { reason: "validation_failed", errors: [{ field: `data.object.${field}` }] };
    expect(read("checkout.session.completed", session(overrides))).toMatchObject({ ok: false, refusal });
  });
});

describe("an event of an intent", () => {
  it("names the declined card's reason, without what a database does not take", () => {
    const declined = { metadata: METADATA, last_payment_error: { message: "Your card\u0000 was declined." } };
    const value = { kind: "declined", paymentId: PAYMENT, message: "Your card  was declined." };
    expect(read("payment_intent.payment_failed", declined)).toMatchObject({ ok: true, value });
    const silent = { metadata: METADATA, last_payment_error: null };
    expect(read("payment_intent.payment_failed", silent)).toMatchObject({ ok: true, value: { kind: "declined" } });
  });

  it("that was cancelled means that the authorisation is over", () => {
    const value = { id: "evt_1", type: "payment_intent.canceled", kind: "lapsed", paymentId: PAYMENT };
    expect(read("payment_intent.canceled", { metadata: METADATA })).toEqual({ ok: true, value });
  });
});

describe("an event of a dispute", () => {
  it.each([
    ["created", "needs_response", "opened"],
    ["created", "warning_needs_response", "opened"],
    ["created", "lost", "lost"],
    ["updated", "under_review", "opened"],
    ["funds_withdrawn", "needs_response", "opened"],
    ["closed", "won", "won"],
    ["closed", "warning_closed", "won"],
    ["closed", "lost", "lost"],
    ["closed", "prevented", "lost"],
    ["funds_reinstated", "won", "won"],
  ])("%s with the status %s means %s", (name, status, outcome) => {
    const value = { kind: "disputed", intentId: "pi_1", outcome, reason: "fraudulent" };
    expect(read(`charge.dispute.${name}`, dispute({ status }))).toMatchObject({ ok: true, value });
  });

  it("finds its payment where the intent is expanded, and is ignored without one", () => {
    const expanded = read(
      "charge.dispute.created",
      dispute({ payment_intent: { id: "pi_2", object: "payment_intent" } }),
    );
    expect(expanded).toMatchObject({ value: { intentId: "pi_2" } });
    expect(read("charge.dispute.created", dispute({ payment_intent: null }))).toMatchObject({
      value: { kind: "ignored" },
    });
  });
});

describe("an event of a refund", () => {
  const refundId = mintRefundId(1);
  const refund = (overrides: object = {}): object => ({
    id: "re_1",
    status: "failed",
    failure_reason: "lost_or_stolen_card",
    payment_intent: "pi_1",
    metadata: { payment_id: PAYMENT, refund_id: refundId },
    ...overrides,
  });
  const failed = { kind: "refund_failed", paymentId: PAYMENT, refundId, intentId: "pi_1" };

  it.each([
    ["refund.failed", {}, "lost_or_stolen_card"],
    ["refund.updated", {}, "lost_or_stolen_card"],
    ["refund.updated", { status: "canceled", failure_reason: null }, "canceled"],
  ])("%s with %o means that the money is ours again", (type, overrides, reason) => {
    expect(read(type, refund(overrides))).toEqual({ ok: true, value: { id: "evt_1", type, ...failed, reason } });
  });

  it("knows money that found no seats by its payment", () => {
    const metadata = { payment_id: PAYMENT, refund_id: PAYMENT };
    expect(read("refund.failed", refund({ metadata }))).toMatchObject({ value: { ...failed, refundId: PAYMENT } });
  });

  it.each<[string, object]>([
    ["that goes its way", { status: "succeeded" }],
    ["that waits", { status: "pending" }],
    ["that staff made in the dashboard", { metadata: {} }],
    ["of our payment, but not of ours", { metadata: { payment_id: PAYMENT } }],
    ["with an invented id", { metadata: { payment_id: PAYMENT, refund_id: "rfd_1" } }],
    ["with another payment's id", { metadata: { payment_id: PAYMENT, refund_id: mintPaymentId(2) } }],
  ])("%s is ignored", (_name, overrides) => {
    expect(read("refund.updated", refund(overrides))).toMatchObject({ ok: true, value: { kind: "ignored" } });
  });

  it("that is not as it should be is refused, and the field named", () => {
    const refusal = { reason: "validation_failed", errors: [{ field: "data.object.status" }] };
    expect(read("refund.failed", refund({ status: 7 }))).toMatchObject({ ok: false, refusal });
  });
});

describe("what is not for us", () => {
  it.each<[string, string, unknown]>([
    ["of another kind", "charge.refunded", { id: "ch_1", metadata: METADATA }],
    ["of a kind that nobody knows yet", "v1.billing.meter.no_meter_found", undefined],
    ["of a session that is not ours", "checkout.session.completed", session({ metadata: {} })],
    ["of a session without metadata", "checkout.session.completed", session({ metadata: null })],
    ["of a session of another product", "checkout.session.completed", { mode: "subscription", amount_total: null }],
    ["with an invented payment", "checkout.session.completed", session({ metadata: { payment_id: "pay_1" } })],
    ["of an intent that is not ours", "payment_intent.payment_failed", { id: "pi_1", metadata: {} }],
    ["of a cancelled intent that is not ours", "payment_intent.canceled", { id: "pi_1" }],
    ["of nothing", "payment_intent.canceled", null],
  ])("an event %s is ignored", (_name, type, object) => {
    expect(read(type, object)).toEqual({ ok: true, value: { id: "evt_1", type, kind: "ignored" } });
  });
});
