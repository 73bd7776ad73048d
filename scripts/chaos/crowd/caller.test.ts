import { expect, it, onTestFinished } from "vitest";
import { startJsonServer, type JsonReply } from "../../../local/process/json-server.ts";
import { Caller, effect } from "./caller.ts";
import { Tally } from "./tally.ts";

/** A shop that answers these in turn, the last one for ever, and somebody who calls it. */
async function shop(...answers: readonly JsonReply[]) {
  const keys: unknown[] = [];
  const server = await startJsonServer({
    port: 0,
    maxBodyBytes: 1_000,
    handle: ({ headers }) => {
      keys.push(headers["idempotency-key"]);
      return answers[Math.min(keys.length, answers.length) - 1] ?? { status: 404 };
    },
  });
  onTestFinished(() => server.stop());
  const tally = new Tally();
  const caller = (patienceMs: number) => new Caller(`http://127.0.0.1:${server.port}`, {}, tally, patienceMs);
  return { keys, tally, caller };
}

const REQUEST = effect("POST", "/bookings", {});

it("a good client asks again under the same key until he is answered, and what failed is counted", async () => {
  const running = { status: 409, body: { code: "request_in_progress" } };
  const { caller, keys, tally } = await shop({ status: 503, body: {} }, running, { status: 201, body: { id: 1 } });
  expect(await caller(10_000).insist(REQUEST)).toMatchObject({ status: 201, body: { id: 1 } });
  expect(keys).toEqual([REQUEST.key, REQUEST.key, REQUEST.key]);
  expect([tally.requests, tally.failedAtMs.length]).toEqual([3, 1]);
});

it("a refusal is an answer", async () => {
  const { caller, keys } = await shop({ status: 409, body: { code: "sold_out" } });
  expect(await caller(10_000).insist(REQUEST)).toMatchObject({ status: 409, code: "sold_out" });
  expect(keys).toHaveLength(1);
});

it("who has lost his patience knows nothing", async () => {
  const { caller, tally } = await shop({ status: 500, body: { code: "internal_error" } });
  expect(await caller(1).insist(REQUEST)).toBeUndefined();
  expect(tally.internalErrors).toBe(1);
});

it("nobody there is no answer", async () => {
  const tally = new Tally();
  const reply = await new Caller("http://127.0.0.1:1", {}, tally, 1).call(REQUEST);
  expect([reply.status, tally.failedAtMs.length]).toEqual([0, 1]);
});
