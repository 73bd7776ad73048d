import { afterEach, describe, expect, it, vi } from "vitest";
import { log } from "./log.ts";
import { runInContext } from "./request-context.ts";

afterEach(() => vi.restoreAllMocks());

function written(level: "info" | "error"): () => Record<string, unknown> {
  const spy = vi.spyOn(console, level).mockImplementation(() => {});
  return () => JSON.parse(String(spy.mock.calls[0]?.[0])) as Record<string, unknown>;
}

describe("a log line", () => {
  it("is JSON with the request's id and trace", () => {
    const line = written("info");
    const trace = { requestId: "req_1", traceparent: "00-a-b-01" };
    runInContext({ trace, waitUntil: () => {} }, () => log.info("hello", { seats: 2 }));
    expect(line()).toMatchObject({
      level: "info",
      message: "hello",
      requestId: "req_1",
      traceparent: "00-a-b-01",
      seats: 2,
    });
  });

  it("tells the innermost cause, not the statement with its parameters around it", () => {
    const line = written("error");
    const inner = new Error("duplicate key value");
    log.error("failed", new Error("insert into users … params: a@example.com", { cause: inner }));
    expect(JSON.stringify(line())).not.toContain("a@example.com");
    expect(line()["cause"]).toContain("duplicate key value");
  });

  it("cuts credentials out of what went wrong", () => {
    const line = written("error");
    const cause = new Error(
      "postgres://sluice:hunter2@127.0.0.1/x Bearer abc.def sk_test_123 whsec_456 Basic dXNlcg==",
    );
    log.error("failed", cause);
    const text = JSON.stringify(line());
    for (const secret of ["hunter2", "abc.def", "sk_test_123", "whsec_456", "dXNlcg=="])
      expect(text).not.toContain(secret);
  });
});
