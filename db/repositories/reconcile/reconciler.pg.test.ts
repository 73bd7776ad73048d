import { sql } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { mintBookingId, mintPaymentId } from "../../../domain/contract/ids.ts";
import { MAX_FAILURES } from "../../../domain/outbox/max-failures.ts";
import type { OutboxMessage } from "../../../domain/ports/outbox.ts";
import { eventOf, paymentOf, reserved } from "../../../local/testing/sale.ts";
import { createEvent } from "../events-writer.ts";
import { createOutboxRepository } from "../outbox.ts";
import { insertOutboxRows } from "../outbox-rows.ts";
import { saveBookings } from "../save-bookings.ts";
import { openBooks } from "../../../local/testing/books.ts";

describe("what Postgres knows of a booking", () => {
  it("is its last snapshot, its attempts, refunds and tickets, and for how long it has been quiet", async () => {
    const books = await openBooks();
    const booking = await books.writePaid({
      seats: [{ seat: 2, priceMinor: 4_500 }],
      places: [{ area: 0, count: 2, priceMinor: 1_000 }],
      deadlineMs: 1_790_000_000_123,
    });
    const refundId = await books.writeRefund(booking, {
      status: "done",
      endedAt: new Date(Date.now() - 90_000),
      createdAt: new Date(0),
    });
    await books.db.execute(sql`update bookings set created_at = '1970-01-01'`);
    const [found, ...others] = await books.reconciler.cases([booking.id, mintBookingId(books.event, 1)]);
    expect(others).toEqual([]);
    if (found === undefined) throw new Error("nothing was found");
    const { quietForMs, ...rest } = found;
    const { paymentId } = booking;
    expect(rest).toEqual({
      seats: { ...booking, createdAtMs: 0 },
      payments: [
        {
          id: paymentId,
          provider: "stripe",
          status: "completed",
          hasSession: false,
          amountMinor: 4_500,
          currency: "eur",
        },
      ],
      refunds: [{ id: refundId, paymentId, endsBooking: false, status: "done" }],
      tickets: [{ seat: 2, area: null, status: "valid" }],
      isUnderWay: false,
      deadLetters: [],
    });
    expect(quietForMs).toBeGreaterThanOrEqual(90_000);
    expect(quietForMs).toBeLessThan(120_000);
  });

  it("is little where nobody has paid yet", async () => {
    const books = await openBooks();
    const booking = books.booking();
    await books.db.batch(saveBookings(books.db, [booking]));
    const [found] = await books.reconciler.cases([booking.id]);
    expect(found).toMatchObject({ seats: booking, payments: [], refunds: [], tickets: [], isUnderWay: false });
    expect(await books.reconciler.cases([])).toEqual([]);
  });

  it("tells which of its messages are under way, and which are dead, by booking, payment or refund", async () => {
    const books = await openBooks();
    const outbox = createOutboxRepository(books.db);
    const [first, second, third] = [await books.writePaid(), await books.writePaid(), await books.writePaid()];
    const refundId = await books.writeRefund(second);
    const rows: readonly { id: string; message: OutboxMessage }[] = [
      { id: "by booking", message: { type: "booking.revoked", bookingId: first.id } },
      { id: "by refund", message: { type: "refund.requested", refundId } },
      { id: "by payment", message: { type: "payment.ended", paymentId: third.paymentId, outcome: "lapsed" } },
      { id: "mail", message: { type: "booking.paid", bookingId: third.id, paymentId: third.paymentId } },
    ];
    await insertOutboxRows(books.db, rows, books.trace, sql`true`);
    for (let i = 0; i < MAX_FAILURES; i++) await outbox.fail("by payment", "no");
    const stateOf = async () => {
      const cases = await books.reconciler.cases([first.id, second.id, third.id]);
      const byId = new Map(cases.map((found) => [found.seats.id, found]));
      return [first, second, third].map(({ id }) => [byId.get(id)?.isUnderWay, byId.get(id)?.deadLetters]);
    };
    expect(await stateOf()).toEqual([
      [true, []],
      [true, []],
      [false, ["by payment"]],
    ]);
    for (const { id } of rows) await outbox.consume(id);
    expect(await stateOf()).toEqual([
      [false, []],
      [false, []],
      [false, []],
    ]);
  });
});

describe("an event's bookings", () => {
  it("come in the order of their ids, behind one and up to another, and none of other events", async () => {
    const books = await openBooks();
    const ids = Array.from({ length: 6 }, (_, i) => mintBookingId(books.event, 1_000 * i));
    const other = eventOf();
    await createEvent(books.db, other);
    const strangers = Array.from({ length: 3 }, () => mintBookingId(other.id, 1_000));
    await books.db.batch(
      saveBookings(books.db, [
        ...ids.map((id) => books.booking({ id })),
        ...strangers.map((id) => books.booking({ id, eventId: other.id })),
      ]),
    );
    const between = async (after: number | null, until: number | null, limit: number) => {
      const at = (i: number | null) => (i === null ? null : (ids[i] ?? null));
      const found = await books.reconciler.casesBetween(books.event, at(after), at(until), limit);
      return found.map(({ seats }) => ids.indexOf(seats.id));
    };
    expect(await between(null, null, 10)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(await between(1, 4, 10)).toEqual([2, 3, 4]);
    expect(await between(1, null, 2)).toEqual([2, 3]);
    expect(await between(5, null, 2)).toEqual([]);
  });

  it("belong to events that come one after the other", async () => {
    const books = await openBooks();
    const second = eventOf();
    await createEvent(books.db, second);
    const [low, high] = [books.event, second.id].toSorted();
    expect(await books.reconciler.eventAfter(null)).toBe(low);
    expect(await books.reconciler.eventAfter(low ?? null)).toBe(high);
    expect(await books.reconciler.eventAfter(high ?? null)).toBeUndefined();
  });
});

describe("sending again", () => {
  const message: OutboxMessage = { type: "payment.ended", paymentId: mintPaymentId(1), outcome: "expired" };

  it("writes one row, however many do it at once, and none while it waits", async () => {
    const books = await openBooks();
    const outbox = createOutboxRepository(books.db);
    const sent = await Promise.all(Array.from({ length: 8 }, () => books.reconciler.sendAgain(message, books.trace)));
    expect(sent.filter(Boolean)).toHaveLength(1);
    const [row, ...others] = await outbox.claim(10);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ message, trace: books.trace, attempt: 1 });
    expect(await books.reconciler.sendAgain(message, books.trace)).toBe(false);
  });

  it("writes another row than the one that was consumed, and none beside one that was given up", async () => {
    const books = await openBooks();
    const outbox = createOutboxRepository(books.db);
    const id = `payment.ended:${message.paymentId}`;
    await insertOutboxRows(books.db, [{ id, message }], books.trace, sql`true`);
    expect(await books.reconciler.sendAgain(message, books.trace)).toBe(false);
    await outbox.consume(id);
    expect(await books.reconciler.sendAgain(message, books.trace)).toBe(true);
    const [again] = await outbox.claim(1);
    for (let i = 0; i < MAX_FAILURES; i++) await outbox.fail(again?.id ?? "", "no");
    expect(await books.reconciler.sendAgain(message, books.trace)).toBe(false);
  });
});

describe("a cancelled event", () => {
  async function cancelled(batch: number | undefined, minutesAgo = 2) {
    const books = await openBooks();
    const past = sql`now() - ${minutesAgo} * interval '1 minute'`;
    await books.db.execute(sql`update events set cancelled_at = ${past}, cancel_reason = 'storm'`);
    if (batch !== undefined) {
      const message = { type: "event.cancelled", eventId: books.event, batch } as const;
      await insertOutboxRows(books.db, [{ id: `row ${batch}`, message }], books.trace, sql`true`);
    }
    return books;
  }

  it("whose last message was consumed without an end goes on with the next batch", async () => {
    const books = await cancelled(3);
    expect(await books.reconciler.stalledCancellations()).toEqual([]);
    await createOutboxRepository(books.db).consume("row 3");
    const next = { type: "event.cancelled", eventId: books.event, batch: 4 };
    expect(await books.reconciler.stalledCancellations()).toEqual([next]);
  });

  it("whose first message was lost begins", async () => {
    const books = await cancelled(undefined);
    expect(await books.reconciler.stalledCancellations()).toMatchObject([{ eventId: books.event, batch: 0 }]);
  });

  it("that is done, or was cancelled just now, is left alone", async () => {
    const books = await cancelled(undefined);
    await books.db.execute(sql`update events set cancellation_done_at = now()`);
    expect(await books.reconciler.stalledCancellations()).toEqual([]);
    expect(await (await cancelled(undefined, 0)).reconciler.stalledCancellations()).toEqual([]);
  });
});

it("suspects nobody of a booking that waits for its buyer, nor of an event that goes on", async () => {
  const books = await openBooks();
  const waiting = reserved(books);
  expect(await books.payments.open(paymentOf(waiting))).toMatchObject({ kind: "opened" });
  await books.letTimePass(waiting.paymentId, 3_600);
  expect(await books.reconciler.suspects(10)).toEqual([]);
  expect(await books.reconciler.stalledCancellations()).toEqual([]);
});
