import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../domain/contract/error-codes.ts";
import { refuse } from "../../domain/result.ts";
import { ServiceOutage } from "../../domain/service-outage.ts";
import { isStepFailure } from "./is-step-failure.ts";
import { StepNotFinished } from "./step-error.ts";

class NoDatabase extends Error {}
const counts = (error: unknown) => isStepFailure(error, (cause) => cause instanceof NoDatabase);
const notFinished = (reason: ErrorCode) => new StepNotFinished("settle-payment", refuse(reason).refusal);

describe("what a step throws", () => {
  it.each([
    ["the database is down", new NoDatabase("no answer")],
    ["the mail service is down", new ServiceOutage("HTTP 503")],
    ["the provider is down", notFinished("payment_provider_unavailable")],
    ["the provider fails", notFinished("payment_provider_error")],
    ["the object is down", notFinished("unavailable")],
    ["the object is busy", notFinished("overloaded")],
    ["the object is new", notFinished("event_not_configured")],
  ])("does not count against its message when %s", (_, error) => {
    expect(counts(error)).toBe(false);
  });

  it.each([
    ["a bug", new TypeError("x is not a function")],
    ["an invariant", new Error("payment pay_1 is voided, not completed")],
    ["a bug in the object's command", notFinished("internal_error")],
    ["what is no error at all", "oops"],
  ])("counts against its message when it is %s", (_, error) => {
    expect(counts(error)).toBe(true);
  });
});
