import { afterEach, describe, expect, it, vi } from "vitest";
import { mintBookingId, mintEventId, mintPaymentId } from "../../domain/contract/ids.ts";
import type { OutboxRow } from "../../domain/ports/outbox.ts";
import { runInContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { relay, relaySoon } from "./relay.ts";

const trace = { requestId: "req_1", traceparent: "00-a-b-01" };
const message = {
  type: "booking.cancelled",
  bookingId: mintBookingId(mintEventId(), 1),
  paymentId: mintPaymentId(1),
} as const;

/** An outbox with so many rows due, and a queue that may be down. */
function worldOf({ due, queueIsDown = false }: { readonly due: number; readonly queueIsDown?: boolean }) {
  const rows = Array.from({ length: due }, (_, i): OutboxRow => ({ id: `row ${i}`, message, trace, attempt: 1 }));
  const claims: number[] = [];
  const published: (readonly OutboxRow[])[] = [];
  const services = {
    outbox: { claim: async (limit: number) => (claims.push(limit), rows.splice(0, limit)) },
    publisher: {
      publish: async (batch: readonly OutboxRow[]) => {
        if (queueIsDown) throw new Error("the queue is down");
        published.push(batch);
      },
    },
  };
  return { services: services as unknown as Services, rows, claims, published };
}

describe("the relay", () => {
  it("publishes every due row once, in order, fifty at a time", async () => {
    const { services, published } = worldOf({ due: 120 });
    expect(await relay(services)).toBe(120);
    expect(published.map((batch) => batch.length)).toEqual([50, 50, 20]);
    expect(published.flat().map(({ id }) => id)).toEqual(Array.from({ length: 120 }, (_, i) => `row ${i}`));
  });

  it("looks once more after a full batch, and does not call the queue for nothing", async () => {
    const { services, claims, published } = worldOf({ due: 50 });
    expect(await relay(services)).toBe(50);
    expect(claims).toEqual([50, 50]);
    expect(published).toHaveLength(1);
  });

  it("leaves what is more than twenty batches to the next one", async () => {
    const { services, rows, published } = worldOf({ due: 1_050 });
    expect(await relay(services)).toBe(1_000);
    expect(published).toHaveLength(20);
    expect(rows).toHaveLength(50);
  });

  it("claims no more when the queue takes nothing", async () => {
    const { services, claims } = worldOf({ due: 120, queueIsDown: true });
    await expect(relay(services)).rejects.toThrow("the queue is down");
    expect(claims).toHaveLength(1);
  });
});

describe("the relay behind an answer", () => {
  afterEach(() => void vi.restoreAllMocks());

  async function relayBehind(services: Services): Promise<void> {
    const behind: Promise<unknown>[] = [];
    runInContext({ trace, waitUntil: (work) => void behind.push(work) }, () => relaySoon(services));
    expect(behind).toHaveLength(1);
    await Promise.all(behind);
  }

  it("publishes what is due", async () => {
    const { services, published } = worldOf({ due: 1 });
    await relayBehind(services);
    expect(published).toHaveLength(1);
  });

  it("logs that the queue is down, and fails nobody", async () => {
    const lines = vi.spyOn(console, "error").mockReturnValue();
    await relayBehind(worldOf({ due: 1, queueIsDown: true }).services);
    expect(lines.mock.calls).toEqual([[expect.stringContaining('"message":"relay failed"')]]);
    expect(lines.mock.calls[0]?.[0]).toContain('"requestId":"req_1"');
  });
});
