import { readFileSync } from "node:fs";
import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { expect, inject, it } from "vitest";
import { seatId } from "../domain/contract/ids.ts";
import { DEMO_PASSWORD } from "../scripts/seed/demo-users.ts";
import { openShop } from "../local/testing/shop.ts";

interface Line {
  readonly requestId?: string;
  readonly traceparent?: string;
  readonly step?: string;
}

function workerLog(): string {
  return readFileSync(join(inject("stack").dataDirectory, "logs", "workerd.log"), "utf8");
}

function lines(): Line[] {
  return workerLog()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Line);
}

it("one trace goes from the request through outbox and queue to the steps, and no secret comes with it", async () => {
  const shop = await openShop(1, 1, { prices: [{ category: "Stalls", priceMinor: 0 }] });
  const buyer = shop.buyer();
  const held = await buyer.hold(shop.event, [seatId(shop.event, 0)]);
  const traceId = randomBytes(16).toString("hex");
  const requestId = `req-${randomUUID()}`;
  const answer = await fetch(`${inject("stack").url}/api/bookings/initiatePayment`, {
    method: "PATCH",
    body: JSON.stringify({ booking_id: held.body.id }),
    headers: {
      authorization: `Basic ${btoa(`${buyer.email}:${DEMO_PASSWORD}`)}`,
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
      "cf-connecting-ip": randomUUID(),
      "x-request-id": requestId,
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
    },
  });
  expect(answer.headers.get("x-request-id")).toBe(requestId);

  const stepsOfTrace = () =>
    lines().filter(({ step, traceparent }) => step !== undefined && traceparent?.includes(traceId));
  await expect
    .poll(() => stepsOfTrace().map(({ step }) => step), { timeout: 30_000 })
    .toEqual(["settle-payment", "deliver-tickets"]);
  expect(new Set(stepsOfTrace().map((line) => line.requestId))).toEqual(new Set([requestId]));

  const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, QSTASH_TOKEN } = inject("stack").variables;
  for (const secret of [DEMO_PASSWORD, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET, QSTASH_TOKEN, "Basic "])
    expect(workerLog()).not.toContain(secret);
});
