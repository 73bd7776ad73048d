import { describe, expect, it } from "vitest";
import { continueTrace, traceOf } from "./trace.ts";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

describe("the trace of a request", () => {
  it("keeps the caller's trace id and flags under a span of its own", () => {
    const continued = continueTrace(`00-${TRACE_ID}-00f067aa0ba902b7-00`);
    expect(continued).toMatch(new RegExp(`^00-${TRACE_ID}-[0-9a-f]{16}-00$`));
    expect(continued).not.toContain("00f067aa0ba902b7");
  });

  it("starts a new trace where the header is missing, malformed or all zeros", () => {
    for (const header of [
      null,
      "",
      "nonsense",
      `01-${TRACE_ID}-00f067aa0ba902b7-01`,
      `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
    ]) {
      expect(continueTrace(header)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      expect(continueTrace(header)).not.toContain("0".repeat(32));
    }
  });

  it("takes the caller's request id only where it is harmless in a log", () => {
    expect(traceOf(new Headers({ "x-request-id": "req_12345678" })).requestId).toBe("req_12345678");
    expect(traceOf(new Headers({ "x-request-id": 'evil","level":"x' })).requestId).toMatch(/^req_[0-9a-f]{20}$/);
  });
});
