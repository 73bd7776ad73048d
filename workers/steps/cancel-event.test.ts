import { describe, expect, it } from "vitest";
import { mintBookingId, mintEventId, type BookingId } from "../../domain/contract/ids.ts";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import type { RefundRequest } from "../../domain/ports/refunds.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { runInContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { runStep } from "./run-step.ts";

const eventId = mintEventId();

class Killed extends Error {}

/** What Postgres keeps of a cancellation; a write that is the `killedBehind`th kills who made it. */
class Books {
  readonly rows = new Map<string, OutboxMessage>([["row 0", { type: "event.cancelled", eventId, batch: 0 }]]);
  readonly refunds = new Map<BookingId, RefundRequest[]>();
  readonly paid: BookingId[];
  isBusy: (booking: BookingId) => boolean = () => false;
  openPayments = 0;
  isDone = false;
  configure: Result<void> = ok(undefined);
  isTold = false;
  killedBehind = Number.POSITIVE_INFINITY;

  constructor(bookings: number) {
    this.paid = Array.from({ length: bookings }, (_, at) => mintBookingId(eventId, at));
  }

  #wrote(): void {
    if (--this.killedBehind === 0) throw new Killed();
  }

  get stillPaid(): BookingId[] {
    return this.paid.filter((id) => !this.refunds.has(id));
  }

  services(): Services {
    return {
      inventory: { configure: async () => ((this.isTold = this.configure.ok), this.configure) },
      refunds: {
        cancellation: async () => ({ reason: "storm" }),
        stillPaid: async (_event: string, limit: number) => this.stillPaid.slice(0, limit),
        request: async (request: RefundRequest) => {
          if (!this.isTold) throw new Error("seats may still be sold");
          if (this.isBusy(request.bookingId)) return refuse("refund_under_way");
          this.refunds.set(request.bookingId, [...(this.refunds.get(request.bookingId) ?? []), request]);
          this.#wrote();
          return ok({ refund: {}, replayed: false });
        },
        advanceCancellation: async (_event: string, batch: number, isLast: boolean, outboxId: string) => {
          if (isLast && (this.openPayments > 0 || this.stillPaid.length > 0)) return false;
          if (isLast) this.isDone = true;
          else this.rows.set(`row ${batch + 1}`, { type: "event.cancelled", eventId, batch: batch + 1 });
          this.rows.delete(outboxId);
          this.#wrote();
          return true;
        },
      },
      outbox: { claim: async () => [] },
      publisher: { publish: async () => {} },
    } as unknown as Services;
  }

  /** Delivers one message after the other, and again what was killed; gives the number of deliveries. */
  async deliverAll(): Promise<number> {
    let deliveries = 0;
    for (let row = this.#next(); row !== undefined; row = this.#next()) {
      deliveries++;
      await deliver(this.services(), row[1], row[0]).catch((error: unknown) => {
        if (!(error instanceof Killed)) throw error;
      });
    }
    return deliveries;
  }

  #next(): [string, OutboxMessage] | undefined {
    return this.rows.entries().next().value;
  }
}

async function deliver(services: Services, message: OutboxMessage, outboxId: string): Promise<void> {
  const trace = { requestId: "req_1", traceparent: "00-a-b-01" };
  await runInContext({ trace, waitUntil: () => {} }, () => runStep(services, message, outboxId));
}

describe("giving everybody his money back", () => {
  it("goes by batches of 50, and looks once more before it is done", async () => {
    const books = new Books(120);
    expect(await books.deliverAll()).toBe(4);
    expect(books.isDone).toBe(true);
    expect(books.refunds.size).toBe(120);
    const [[request] = []] = books.refunds.values();
    expect(request).toMatchObject({ amountMinor: undefined, endsBooking: true, reason: "storm", who: "operator" });
  });

  it("comes to the same end when it is killed behind any of its writes", async () => {
    const unkilled = 60 + 3;
    for (let killedBehind = 1; killedBehind <= unkilled; killedBehind++) {
      const books = new Books(60);
      books.killedBehind = killedBehind;
      await books.deliverAll();
      expect(books.killedBehind).toBeLessThanOrEqual(0);
      expect(books.isDone).toBe(true);
      expect([...books.refunds.values()].every((requests) => requests.length === 1)).toBe(true);
      expect(books.refunds.size).toBe(60);
    }
  });

  it("tells the object first, and tries again when that cannot be asked", async () => {
    const books = new Books(1);
    books.configure = refuse("unavailable");
    await expect(books.deliverAll()).rejects.toThrow("cancel-event: unavailable");
    expect(books.refunds.size).toBe(0);
  });

  it("waits for payments that are open, and for a booking of which a part goes back just now", async () => {
    const books = new Books(2);
    books.openPayments = 1;
    const [, busy] = books.paid;
    books.isBusy = (booking) => booking === busy;
    await expect(books.deliverAll()).rejects.toThrow("cancel-event: refund_under_way");
    expect(books.refunds.size).toBe(1);
    books.isBusy = () => false;
    await expect(books.deliverAll()).rejects.toThrow("cancel-event: refund_under_way");
    expect(books.refunds.size).toBe(2);
    expect(books.isDone).toBe(false);
    books.openPayments = 0;
    await books.deliverAll();
    expect(books.isDone).toBe(true);
  });
});
