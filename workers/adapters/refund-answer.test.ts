import { describe, expect, it } from "vitest";
import { ok, refuse } from "../../domain/result.ts";
import { refundAnswer } from "./refund-answer.ts";

describe("a provider's answer to a refund", () => {
  it.each([
    { providerStatus: 401 },
    { providerStatus: 403 },
    { providerStatus: 404, providerCode: "resource_missing" },
    { providerStatus: 400, providerCode: "balance_insufficient" },
    { providerStatus: 409, providerCode: "idempotency_key_in_use" },
  ])("that speaks of our account, %o, makes it wait, and does not speak against the provider", (evidence) => {
    const waits = refuse("payment_provider_unavailable", { ...evidence, isAnswered: true });
    expect(refundAnswer(refuse("payment_provider_error", evidence))).toEqual(waits);
    expect(refundAnswer(refuse("payment_provider_unavailable", evidence))).toEqual(waits);
  });

  it.each([
    ok(undefined),
    refuse("payment_provider_error", { providerStatus: 400, providerCode: "charge_disputed" }),
    refuse("payment_provider_error", { providerCode: "refund_failed" }),
    refuse("payment_provider_error"),
    refuse("payment_provider_unavailable", { providerStatus: 503 }),
    refuse("payment_provider_unavailable", { retryAfterMs: 60_000 }),
  ])("that is about the money stays as it is: %o", (answer) => {
    expect(refundAnswer(answer)).toEqual(answer);
  });
});
