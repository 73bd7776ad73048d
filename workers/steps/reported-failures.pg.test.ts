/** What users of other systems report most, each as a test that it cannot happen here; over HTTP: impatient-clicks.e2e.test.ts. */
import { eq } from "drizzle-orm";
import { describe, expect, it, vi } from "vitest";
import type { BookingId } from "../../domain/contract/ids.ts";
import { payments } from "../../db/schema/payments.ts";
import { TRACE } from "../../local/testing/sale.ts";
import { startTestSimulator } from "../../local/stripe/testing/test-simulator.ts";
import { goToPay, hear, ledgerOf } from "../../local/testing/crash/crash-plays.ts";
import { CrashStage } from "../../local/testing/crash/crash-stage.ts";

vi.mock("../log.ts", () => ({ log: { info() {}, warn() {}, error() {} } }));

const openStage = async () => CrashStage.open(undefined, await startTestSimulator());

async function paymentsOf({ db }: CrashStage, booking: BookingId) {
  const rows = await db.select().from(payments).where(eq(payments.bookingId, booking)).orderBy(payments.id);
  return { ids: rows.map(({ id }) => id), statuses: rows.map(({ status }) => status) };
}

describe("what users of other systems report", () => {
  it("paid and no ticket: the process dies between the capture and the tickets, and they come all the same", async () => {
    const simulator = await startTestSimulator();
    for (let at = 1; at <= 12; at++) {
      const stage = await CrashStage.open({ at, side: "before" }, simulator);
      const booking = await stage.hold(0);
      const session = await goToPay(stage, booking);
      await simulator.act(session, "pay");
      stage.arm();
      await hear(stage, session);
      await stage.settle();
      expect(await stage.repositories.bookings.ticketsOf(booking)).toMatchObject([{ seat: 0, status: "valid" }]);
    }
  });

  it("the hold ran out during payment and a refund came although the seats were free", async () => {
    const stage = await openStage();
    const booking = await stage.hold(0);
    const session = await goToPay(stage, booking);
    await stage.simulator.act(session, "pay");
    await stage.letHoldsEnd();
    await hear(stage, session);
    await stage.settle();
    expect(stage.booking(booking)?.status).toBe("confirmed");
    const { ids, statuses } = await paymentsOf(stage, booking);
    expect(statuses).toEqual(["completed"]);
    expect(await ledgerOf(stage, ids)).toMatchObject({ keptMinor: 4_500, refundedMinor: 0, openMinor: 0 });
  });

  it("… or were gone, and the buyer had agreed to equal ones", async () => {
    const stage = await openStage();
    const booking = await stage.hold(0);
    const session = await goToPay(stage, booking, true);
    await stage.simulator.act(session, "pay");
    await stage.letHoldsEnd();
    await stage.hold(0, await stage.otherBuyer());
    await hear(stage, session);
    await stage.settle();
    expect(stage.booking(booking)).toMatchObject({ status: "confirmed", seats: [{ seat: 1, priceMinor: 4_500 }] });
    expect(await stage.repositories.bookings.ticketsOf(booking)).toMatchObject([{ seat: 1, status: "valid" }]);
    expect((await paymentsOf(stage, booking)).statuses).toEqual(["completed"]);
  });

  it("a webhook acknowledged and then lost: what was answered 200 is in the outbox, whatever dies then", async () => {
    // Dies behind the transaction that the answer waits for, before anything is published.
    const stage = await CrashStage.open({ at: 1, side: "after" }, await startTestSimulator());
    const booking = await stage.hold(0);
    const session = await goToPay(stage, booking);
    await stage.simulator.act(session, "pay");
    stage.arm();
    await hear(stage, session);
    expect(stage.wasKilled).toBe(true);
    await stage.settle();
    expect((await paymentsOf(stage, booking)).statuses).toEqual(["completed"]);
  });

  it("return page and webhook racing into two mails: news by two ways, each step twice at once, one mail", async () => {
    const stage = await openStage();
    const booking = await stage.hold(0);
    const session = await goToPay(stage, booking);
    await stage.simulator.act(session, "pay");
    await stage.sweepLater();
    await hear(stage, session);
    await stage.deliverAllAtOnce();
    await stage.deliverAllAtOnce();
    await stage.settle();
    expect((await paymentsOf(stage, booking)).statuses).toEqual(["completed"]);
    expect([...stage.mails.keys()]).toEqual([`booking.paid/${booking}`]);
  });

  it("a declined card that can never be retried: each attempt has a provider key of its own", async () => {
    const stage = await openStage();
    const booking = await stage.hold(0);
    const first = await goToPay(stage, booking);
    await stage.simulator.act(first, "decline");
    await stage.simulator.stripe.checkout.sessions.expire(first);
    await hear(stage, first);
    await stage.settle();
    const second = await goToPay(stage, booking);
    expect(second).not.toBe(first);
    await stage.simulator.act(second, "pay");
    await hear(stage, second);
    await stage.settle();
    const { ids, statuses } = await paymentsOf(stage, booking);
    expect(statuses).toEqual(["expired", "completed"]);
    expect(await ledgerOf(stage, ids)).toMatchObject({ sessions: 2, keptMinor: 4_500 });
  });

  it("payments stuck until staff clean up: no webhook ever comes, and the sweep finds out by itself", async () => {
    const stage = await openStage();
    const booking = await stage.hold(0);
    const session = await goToPay(stage, booking);
    await stage.simulator.act(session, "pay");
    await stage.sweepLater();
    await stage.settle();
    expect((await paymentsOf(stage, booking)).statuses).toEqual(["completed"]);
    expect(stage.booking(booking)?.status).toBe("confirmed");
  });

  it("charged twice: two attempts are paid in two tabs, and one of them is voided", async () => {
    const stage = await openStage();
    const booking = await stage.hold(0);
    const first = await goToPay(stage, booking);
    // The first one counts as over for us, by news that are older than the buyer's click.
    const [attempt] = (await paymentsOf(stage, booking)).ids;
    if (attempt === undefined) throw new Error("no attempt");
    await stage.command({ type: "reopen", bookingId: booking, paymentId: attempt });
    await stage.repositories.payments.close(attempt, { fact: "expired", reason: "test" }, "no row", TRACE);
    const second = await goToPay(stage, booking);
    for (const session of [first, second]) await stage.simulator.act(session, "pay");
    for (const session of [first, second]) await hear(stage, session);
    await stage.settle();
    const { ids, statuses } = await paymentsOf(stage, booking);
    expect(statuses).toEqual(["voided", "completed"]);
    expect(await ledgerOf(stage, ids)).toMatchObject({ sessions: 2, keptMinor: 4_500, openMinor: 0 });
  });
});
