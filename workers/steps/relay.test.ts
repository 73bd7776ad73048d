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

interface World {
  readonly due: number;
  readonly queueIsDown?: boolean;
  /** Ids of rows that the queue refuses, and of rows whose message has no step. */
  readonly refused?: readonly string[];
  readonly unknown?: readonly string[];
}

/** An outbox with so many rows due, and a queue that may be down; what became of them. */
function worldOf({ due, queueIsDown = false, refused = [], unknown = [] }: World) {
  const messageOf = (id: string) =>
    unknown.includes(id) ? ({ type: "moon.risen" } as unknown as typeof message) : message;
  const rows = Array.from({ length: due }, (_, i): OutboxRow => ({
    id: `row ${i}`,
    message: messageOf(`row ${i}`),
    trace,
    attempt: 1,
  }));
  const claims: number[] = [];
  const published: (readonly OutboxRow[])[] = [];
  const failed: (readonly [id: string, error: string])[] = [];
  const services = {
    outbox: {
      claim: async (limit: number) => (claims.push(limit), rows.splice(0, limit)),
      fail: async (id: string, error: string) => (failed.push([id, error]), false),
    },
    publisher: {
      publish: async (batch: readonly OutboxRow[]) => {
        if (queueIsDown) throw new Error("the queue is down");
        published.push(batch.filter(({ id }) => !refused.includes(id)));
        return batch.filter(({ id }) => refused.includes(id)).map(({ id }) => ({ id, error: "too long" }));
      },
    },
  };
  return { services: services as unknown as Services, rows, claims, published, failed };
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

  it("publishes 200 good rows past a poisoned one, of either kind, which has failed each time", async () => {
    const lines = vi.spyOn(console, "warn").mockReturnValue();
    const { services, published, failed } = worldOf({ due: 202, refused: ["row 7"], unknown: ["row 60"] });
    expect(await relay(services)).toBe(200);
    const ids = published.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(200);
    expect(ids).not.toContain("row 7");
    expect(ids).not.toContain("row 60");
    expect(failed).toEqual([
      ["row 7", "too long"],
      ["row 60", "no step understands moon.risen"],
    ]);
    expect(lines).toHaveBeenCalledTimes(2);
    lines.mockRestore();
  });

  it("does not call the queue for rows that no step understands", async () => {
    const lines = vi.spyOn(console, "warn").mockReturnValue();
    const { services, published, failed } = worldOf({ due: 1, unknown: ["row 0"] });
    expect(await relay(services)).toBe(0);
    expect(published).toEqual([]);
    expect(failed).toHaveLength(1);
    lines.mockRestore();
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
