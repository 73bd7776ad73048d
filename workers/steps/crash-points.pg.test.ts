import { eq, isNull, sql } from "drizzle-orm";
import { afterAll, describe, expect, it, vi } from "vitest";
import type { BookingId } from "../../domain/contract/ids.ts";
import { outbox } from "../../db/schema/outbox.ts";
import { payments } from "../../db/schema/payments.ts";
import { tickets } from "../../db/schema/tickets.ts";
import { startTestSimulator, type TestSimulator } from "../../local/stripe/testing/test-simulator.ts";
import { cancelEvent } from "../use-cases/refunds/cancel-event.ts";
import { refundBooking } from "../use-cases/refunds/refund-booking.ts";
import { buy, goToPay, hear, ledgerOf } from "../../local/testing/crash/crash-plays.ts";
import { CrashStage } from "../../local/testing/crash/crash-stage.ts";
import type { Death } from "../../local/testing/crash/mortal.ts";

vi.mock("../log.ts", () => ({ log: { info() {}, warn() {}, error() {} } }));

/** What must come of a play, whoever died in it. */
interface Outcome {
  readonly bookings: Readonly<Record<BookingId, string>>;
  readonly payments: readonly string[];
  /** Kept by the provider in the end, minor units. */
  readonly keptMinor: number;
  readonly mails: number;
}

const PLAYS: Readonly<Record<string, (stage: CrashStage) => Promise<Outcome>>> = {
  async "a sale"(stage) {
    stage.arm();
    const booking = await buy(stage, 0);
    return { bookings: { [booking]: "confirmed" }, payments: ["completed"], keptMinor: 4_500, mails: 1 };
  },

  async "money that comes when the seat is somebody else's"(stage) {
    stage.arm();
    const booking = await stage.hold(0);
    const session = await goToPay(stage, booking);
    await stage.simulator.act(session, "pay");
    await stage.letHoldsEnd();
    const other = await stage.hold(0, await stage.otherBuyer());
    await hear(stage, session);
    await stage.settle();
    return { bookings: { [booking]: "expired", [other]: "created" }, payments: ["voided"], keptMinor: 0, mails: 0 };
  },

  async "a buyer who never pays"(stage) {
    stage.arm();
    const booking = await stage.hold(0);
    await goToPay(stage, booking);
    await stage.letHoldsEnd();
    await stage.settle();
    return { bookings: { [booking]: "expired" }, payments: ["expired"], keptMinor: 0, mails: 0 };
  },

  async "a payment that fails, and another one"(stage) {
    stage.arm();
    const booking = await stage.hold(0);
    const first = await goToPay(stage, booking);
    await stage.simulator.stripe.checkout.sessions.expire(first);
    await hear(stage, first);
    await stage.settle();
    const second = await goToPay(stage, booking);
    expect(second).not.toBe(first);
    await stage.simulator.act(second, "pay");
    await hear(stage, second);
    await stage.settle();
    return {
      bookings: { [booking]: "confirmed" },
      payments: ["expired", "completed"],
      keptMinor: 4_500,
      mails: 1,
    };
  },

  async "a booking that staff give back"(stage) {
    const booking = await buy(stage, 0);
    stage.arm();
    const repeat = stage.newKey();
    const wish = { amountMinor: undefined, endsBooking: true, reason: "asked" };
    const refunded = await stage.insist((services) => refundBooking(services, repeat, booking, wish));
    expect(refunded.ok).toBe(true);
    await stage.settle();
    const again = await stage.hold(0, await stage.otherBuyer());
    return {
      bookings: { [booking]: "refunded", [again]: "created" },
      payments: ["refunded"],
      keptMinor: 0,
      mails: 2,
    };
  },

  async "an event that does not take place"(stage) {
    const first = await buy(stage, 0);
    const second = await buy(stage, 1);
    stage.arm();
    const cancelled = await stage.insist((services) =>
      cancelEvent(services, { scope: "word", fingerprint: "" }, stage.event, "storm"),
    );
    expect(cancelled.ok).toBe(true);
    await stage.settle();
    return {
      bookings: { [first]: "refunded", [second]: "refunded" },
      payments: ["refunded", "refunded"],
      keptMinor: 0,
      mails: 4,
    };
  },
};

/** Object, Postgres and the provider's ledger say the same, and nothing is left to do. */
async function check(stage: CrashStage, expected: Outcome): Promise<void> {
  const statuses = Object.keys(expected.bookings).map((id) => [id, stage.booking(id as BookingId)?.status]);
  expect(Object.fromEntries(statuses)).toEqual(expected.bookings);

  const rows = await stage.db.select().from(payments).where(eq(payments.eventId, stage.event)).orderBy(payments.id);
  expect(rows.map(({ status }) => status)).toEqual(expected.payments);
  const left = await stage.db.select({ id: outbox.id }).from(outbox).where(isNull(outbox.consumedAt));
  expect(left).toEqual([]);

  const sold = Object.entries(expected.bookings).flatMap(([id, status]) => (status === "confirmed" ? [id] : []));
  const valid = await stage.db
    .select({ booking: tickets.bookingId })
    .from(tickets)
    .where(sql`${eq(tickets.eventId, stage.event)} and ${tickets.status} = 'valid'`);
  expect(valid.map(({ booking }) => booking).toSorted()).toEqual(sold.toSorted());

  const ledger = await ledgerOf(
    stage,
    rows.map(({ id }) => id),
  );
  expect(ledger.openMinor).toBe(0);
  expect(ledger.keptMinor).toBe(expected.keptMinor);
  expect(ledger.sessions).toBe(expected.payments.length);
  expect(stage.mails.size).toBe(expected.mails);
}

let points = 0;
afterAll(() => console.info(`crash points enumerated and passed: ${points}`));

describe.each(Object.entries(PLAYS))("%s", (_name, play) => {
  it.each(["before", "after"] as const)(
    "comes to the same end when its process is killed %s any of its writes",
    { timeout: 240_000 },
    async (side) => {
      const simulator = await startTestSimulator();
      for (let at = 1; ; at++) {
        const wasKilled = await perform(play, { at, side }, simulator);
        if (!wasKilled) {
          expect(at).toBeGreaterThan(5);
          return;
        }
        points++;
      }
    },
  );
});

async function perform(
  play: (stage: CrashStage) => Promise<Outcome>,
  death: Death,
  simulator: TestSimulator,
): Promise<boolean> {
  const stage = await CrashStage.open(death, simulator);
  try {
    await check(stage, await play(stage));
  } catch (error) {
    throw new Error(`killed ${death.side} write ${death.at}: ${String(error)}`, { cause: error });
  }
  return stage.wasKilled;
}
