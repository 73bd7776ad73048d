import { describe, expect, it } from "vitest";
import { mintPaymentId, mintUserId } from "../../domain/contract/ids.ts";
import { createJournal } from "../create-journal.ts";
import {
  openSale,
  paymentOf,
  reserved,
  testEnvironment,
  TRACE,
  type Reserved,
  type Sale,
} from "../../local/testing/sale.ts";
import { createBookingsRepository } from "./bookings.ts";
import { createOutboxRepository } from "./outbox.ts";
import { createPaymentsRepository } from "./payments/payments.ts";

const journal = createJournal(testEnvironment());
const NEVER = new AbortController().signal;

function openAttempt({ db }: Sale, booking: Reserved) {
  return createPaymentsRepository(db).open(paymentOf(booking));
}

describe("the journal", () => {
  it("writes a snapshot so that the very same is read again", async () => {
    const sale = await openSale();
    const booking = sale.booking({
      seats: [
        { seat: 2, priceMinor: 4500 },
        { seat: 0, priceMinor: 2500 },
      ],
      places: [{ area: 0, count: 3, priceMinor: 1000 }],
      totalMinor: 10_000,
    });
    await journal.save([booking], TRACE, NEVER);
    expect(await createBookingsRepository(sale.db).find(booking.id)).toEqual({
      seats: booking,
      payment: null,
    });
  });

  it("replaces items with their version only, and ignores what is older", async () => {
    const sale = await openSale();
    const first = sale.booking();
    const second = { ...first, version: 2, seats: [{ seat: 1, priceMinor: 100 }], totalMinor: 100 };
    const bookings = createBookingsRepository(sale.db);
    await journal.save([second], TRACE, NEVER);
    await journal.save([first], TRACE, NEVER);
    await journal.save([second], TRACE, NEVER);
    expect((await bookings.find(first.id))?.seats).toEqual(second);

    const ended = { ...second, version: 3, status: "expired" as const, seats: [], totalMinor: 0, deadlineMs: null };
    await journal.save([ended], TRACE, NEVER);
    expect((await bookings.find(first.id))?.seats).toEqual(ended);
  });

  it("takes the newest of several snapshots of a booking", async () => {
    const sale = await openSale();
    const booking = sale.booking();
    await journal.save([{ ...booking, version: 2, totalMinor: 2 }, booking], TRACE, NEVER);
    const record = await createBookingsRepository(sale.db).find(booking.id);
    expect(record?.seats).toMatchObject({ version: 2, totalMinor: 2 });
  });

  it("ends with the newest versions when many saves of the same bookings run at once, in any order", async () => {
    const sale = await openSale();
    const bookings = Array.from({ length: 10 }, () => sale.booking());
    const saves = Array.from({ length: 16 }, (_, save) => {
      const snapshots = bookings.map((booking, i) => ({
        ...booking,
        version: 1 + ((save * 7 + i) % 16),
        seats: [{ seat: 1 + ((save * 7 + i) % 16), priceMinor: 1 }],
      }));
      return journal.save(save % 2 === 0 ? snapshots : snapshots.toReversed(), TRACE, NEVER);
    });
    await Promise.all(saves);
    const { items } = await createBookingsRepository(sale.db).listOf(sale.buyer, { page: 1, pageSize: 20 });
    expect(items.map(({ seats }) => [seats.version, seats.seats])).toEqual(
      bookings.map(() => [16, [{ seat: 16, priceMinor: 1 }]]),
    );
  });

  it("never waits in a circle, though saves come with their bookings in opposite orders", async () => {
    const sale = await openSale();
    const bookings = Array.from({ length: 300 }, () => sale.booking());
    await journal.save(bookings, TRACE, NEVER);
    const saves = [2, 3, 4, 5, 6, 7].map((version) => {
      const snapshots = bookings.map((booking) => ({ ...booking, version }));
      return journal.save(version % 2 === 0 ? snapshots : snapshots.toReversed(), TRACE, NEVER);
    });
    expect((await Promise.allSettled(saves)).map(({ status }) => status)).toEqual(saves.map(() => "fulfilled"));
  });

  it("writes all snapshots or none", async () => {
    const sale = await openSale();
    const good = sale.booking();
    const ofNobody = sale.booking({ buyerId: mintUserId(0) });
    await expect(journal.save([good, ofNobody], TRACE, NEVER)).rejects.toThrow("bookings_buyer_id");
    expect(await createBookingsRepository(sale.db).find(good.id)).toBeUndefined();
  });

  it("stops when it is told to", async () => {
    const sale = await openSale();
    const booking = sale.booking();
    await expect(journal.save([booking], TRACE, AbortSignal.abort())).rejects.toThrow("abort");
    expect(await createBookingsRepository(sale.db).find(booking.id)).toBeUndefined();
  });

  it("has nothing to do without snapshots", async () => {
    await expect(journal.save([], TRACE, AbortSignal.abort())).resolves.toBeUndefined();
  });
});

describe("a booking that ended", () => {
  it.each(["expired", "cancelled"] as const)("is announced once as %s while its payment is open", async (status) => {
    const sale = await openSale();
    const booking = reserved(sale);
    await openAttempt(sale, booking);
    const ended = { ...booking, status, version: 3, seats: [], deadlineMs: null };
    await Promise.all([1, 2, 3].map(() => journal.save([ended], TRACE, NEVER)));

    const outbox = createOutboxRepository(sale.db);
    const id = `booking.${status}:${booking.id}:3`;
    const message = { type: `booking.${status}`, bookingId: booking.id, paymentId: booking.paymentId };
    expect(await outbox.find(id)).toEqual({ id, message, trace: TRACE, attempt: 0, consumed: false });

    await outbox.consume(id);
    await journal.save([ended], TRACE, NEVER);
    expect(await outbox.find(id)).toMatchObject({ consumed: true });
  });

  it("is not announced when nobody is paying, or when the news is old", async () => {
    const sale = await openSale();
    const unpaid = sale.booking({ status: "expired", version: 3 });
    const booking = reserved(sale, { version: 5 });
    await openAttempt(sale, booking);
    await journal.save([unpaid, { ...booking, status: "expired", version: 4 }], TRACE, NEVER);

    const outbox = createOutboxRepository(sale.db);
    expect(await outbox.find(`booking.expired:${unpaid.id}:3`)).toBeUndefined();
    expect(await outbox.find(`booking.expired:${booking.id}:4`)).toBeUndefined();
  });

  it("is either announced or refuses the payment, whichever comes first", async () => {
    const sale = await openSale();
    const bookings = Array.from({ length: 12 }, () => reserved(sale, { paymentId: mintPaymentId(Date.now()) }));
    const outcomes = await Promise.all(
      bookings.map(async (booking) => {
        const ended = { ...booking, status: "expired" as const, version: 3 };
        const [opened] = await Promise.all([openAttempt(sale, booking), journal.save([ended], TRACE, NEVER)]);
        const row = await createOutboxRepository(sale.db).find(`booking.expired:${booking.id}:3`);
        return [opened.kind === "opened", row !== undefined];
      }),
    );
    for (const [opened, announced] of outcomes) expect(announced).toBe(opened);
  });
});
