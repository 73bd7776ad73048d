import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mintPaymentId } from "../../../domain/contract/ids.ts";
import { MAX_FAILURES } from "../../../domain/outbox/max-failures.ts";
import type { OutboxMessage } from "../../../domain/ports/outbox.ts";
import { ServiceOutage } from "../../../domain/service-outage.ts";
import { runInContext } from "../../request-context.ts";
import { StepNotFinished } from "../../steps/step-error.ts";
import { refuse } from "../../../domain/result.ts";
import type { Kept } from "../app-env.ts";
import { createApp } from "../app.ts";

const trace = { requestId: "req_test", traceparent: "00-a-b-01" };
const message: OutboxMessage = { type: "payment.declined", paymentId: mintPaymentId(1), message: "insufficient funds" };

/** One row whose step throws, if it does; what was noted of it. */
function worldOf({ thrown, consumed = false }: { readonly thrown?: unknown; readonly consumed?: boolean } = {}) {
  const failures: string[] = [];
  let runs = 0;
  const services = {
    outbox: {
      find: async (id: string) => (id === "row" ? { id, message, trace, attempt: 1, consumed } : undefined),
      fail: async (_id: string, error: string) => failures.push(error) >= MAX_FAILURES,
    },
    payments: {
      async recordDecline() {
        runs++;
        if (thrown !== undefined) throw thrown;
      },
    },
  };
  const kept = {
    settings: { PUBLIC_URL: "https://sluice.test" },
    verifyStep: async (signature: string, body: string, url: string) => signature === `${url} ${body}`,
    isOutage: (error: unknown) => error instanceof RangeError,
    services,
  } as unknown as Kept;
  const app = createApp(kept);
  const post = (name: string, body: string, signature: string) =>
    runInContext({ trace, waitUntil: () => {} }, async () =>
      app.request(`/api/internal/steps/${name}`, { method: "POST", body, headers: { "upstash-signature": signature } }),
    );
  const deliver = (name = "note-decline", id = "row") => {
    const body = JSON.stringify({ outboxId: id });
    return post(name, body, `https://sluice.test/api/internal/steps/${name} ${body}`);
  };
  return { post, deliver, failures, runs: () => runs };
}

beforeEach(() => {
  for (const level of ["info", "warn", "error"] as const) vi.spyOn(console, level).mockReturnValue();
});
afterEach(() => void vi.restoreAllMocks());

describe("a delivery", () => {
  it("runs its step", async () => {
    const world = worldOf();
    const answer = await world.deliver();
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ done: true });
    expect(world.runs()).toBe(1);
  });

  it("that QStash did not sign for this address and body is refused", async () => {
    const world = worldOf();
    const body = JSON.stringify({ outboxId: "row" });
    for (const signature of ["", "forged", `https://sluice.test/api/internal/steps/free-seats ${body}`])
      expect((await world.post("note-decline", body, signature)).status).toBe(401);
    expect(world.runs()).toBe(0);
  });

  it.each([
    ["that is consumed", { consumed: true }, "note-decline", "row", "consumed"],
    ["of an unknown row", {}, "note-decline", "another", "unknown"],
    ["to a step that is not its own", {}, "free-seats", "row", "unknown"],
  ])("%s is done with, so that it is not sent again", async (_, options, name, id, reason) => {
    const world = worldOf(options);
    const answer = await world.deliver(name, id);
    expect([answer.status, await answer.json()]).toEqual([200, { done: false, reason }]);
    expect(world.runs()).toBe(0);
  });
});

describe("what is signed and is no message", () => {
  const LONGEST = `stripe:evt_${"x".repeat(251)}:0`;

  it.each([
    ["is no JSON", "row", "body"],
    ["is no object", "null", "body"],
    ["names no row", "{}", "outboxId"],
    ["names it by something else than text", JSON.stringify({ outboxId: 7 }), "outboxId"],
    ["names nothing", JSON.stringify({ outboxId: "" }), "outboxId"],
    ["names what is too long for one", JSON.stringify({ outboxId: "x".repeat(401) }), "outboxId"],
  ])("since it %s, is refused with the field's name", async (_, body, field) => {
    const world = worldOf();
    const answer = await world.post(
      "note-decline",
      body,
      `https://sluice.test/api/internal/steps/note-decline ${body}`,
    );
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: "validation_failed", errors: [{ field }] });
    expect(world.runs()).toBe(0);
  });

  it("is not the longest id that a webhook can make", async () => {
    const answer = await worldOf().deliver("note-decline", LONGEST);
    expect([answer.status, await answer.json()]).toEqual([200, { done: false, reason: "unknown" }]);
  });
});

describe("a step that throws", () => {
  it.each([
    ["the database is down", new RangeError("no answer")],
    ["the mail is down", new ServiceOutage("HTTP 503")],
    ["the provider is down", new StepNotFinished("settle-payment", refuse("payment_provider_unavailable").refusal)],
    ["the object is down", new StepNotFinished("settle-payment", refuse("unavailable").refusal)],
  ])("because %s is delivered again for as long as it takes", async (_, thrown) => {
    const world = worldOf({ thrown });
    for (let delivery = 0; delivery < 3 * MAX_FAILURES; delivery++) {
      const answer = await world.deliver();
      expect(answer.status).toBe(500);
      expect(answer.headers.get("retry-after")).toBeNull();
    }
    expect(world.failures).toEqual([]);
  });

  it("a bug is delivered again until its message is a dead letter, which QStash is told to leave", async () => {
    const world = worldOf({ thrown: new TypeError("x is not a function") });
    const answers: Response[] = [];
    for (let delivery = 0; delivery < MAX_FAILURES; delivery++) answers.push(await world.deliver());
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: MAX_FAILURES - 1 }, () => 500), 489]);
    const told = answers.map(({ headers }) => headers.get("upstash-nonretryable-error"));
    expect(told.indexOf("true")).toBe(MAX_FAILURES - 1);
    expect(world.failures[0]).toContain("x is not a function");
  });

  it("tells its row nothing secret", async () => {
    const secret = "postgres://sluice:hunter2@db/x refused, Bearer abcdef, sk_live_123";
    const world = worldOf({ thrown: new Error("insert failed", { cause: new Error(secret) }) });
    const answer = await world.deliver();
    expect(world.failures).toHaveLength(1);
    for (const text of [world.failures[0], await answer.text()]) {
      for (const word of ["hunter2", "abcdef", "live_123"]) expect(text).not.toContain(word);
    }
  });
});
