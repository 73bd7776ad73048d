import { Client } from "pg";
import { describe, expect, it } from "vitest";
import { createJournal } from "../../../db/create-journal.ts";
import { createPaymentsRepository } from "../../../db/repositories/payments/payments.ts";
import type { BookingSnapshot } from "../../../domain/contract/event-object.ts";
import { openSale, paymentOf, reserved, testEnvironment, ticketsOf, TRACE } from "../../../local/testing/sale.ts";
import { auditWorld } from "../audit-world.ts";
import type { FindingCode } from "../finding-kinds.ts";
import { moneyOf } from "../testing/healthy-world.ts";
import type { BookingCopy, ObjectView, World } from "../world.ts";
import { readEventIds, readPostgres } from "./read-postgres.ts";

const { DATABASE_URL } = testEnvironment();
const PATIENCE_MS = 300_000;

/** A booking that was paid and whose tickets were issued, by the product's own writers. */
async function sell() {
  const sale = await openSale();
  const payments = createPaymentsRepository(sale.db);
  const booking = reserved(sale);
  await payments.open(paymentOf(booking));
  await payments.markAuthorised(booking.paymentId, "pi_1", TRACE);
  await payments.complete(booking.paymentId, ticketsOf(booking), "row", TRACE);
  const sold: BookingSnapshot = { ...booking, status: "confirmed", deadlineMs: null, version: 3 };
  await createJournal(testEnvironment()).save([sold], TRACE, AbortSignal.timeout(10_000));
  await run("update outbox set consumed_at = now() where message ->> 'bookingId' = $1", [sold.id]);
  return { event: sale.event, sold };
}

async function run(statement: string, values: unknown[]): Promise<void> {
  const client = new Client({ connectionString: DATABASE_URL });
  await client.connect();
  await client.query(statement, values);
  await client.end();
}

/** What the object and the ledger say is what was sold; Postgres says it itself. */
async function worldOf({ event, sold }: Awaited<ReturnType<typeof sell>>): Promise<World> {
  const { events, steps, lostMessages } = await readPostgres(DATABASE_URL, [event]);
  const ledger = [moneyOf({ paymentId: sold.paymentId, bookingId: sold.id })];
  const object = objectOf(sold);
  return {
    atMs: Date.now(),
    events: events.map((view) => ({ ...view, object })),
    steps,
    lostMessages,
    ledger,
    isWhole: false,
  };
}

function objectOf({ seats, places, ...booking }: BookingSnapshot): ObjectView {
  const items = [
    ...seats.map(({ seat, priceMinor }) => ({ seat, area: null, count: 1, priceMinor })),
    ...places.map(({ area, ...rest }) => ({ seat: null, area, ...rest })),
  ];
  const none = { free: 0, selected: 0, reserved: 0, sold: 0, blocked: 0 };
  const copy: BookingCopy = { ...booking, items };
  return {
    version: 3,
    bookings: [copy],
    counts: { version: 3, seats: { ...none, free: 2, sold: 1 }, areas: [{ ...none, free: 100, capacity: 100 }] },
  };
}

async function codesAfter(statement: string, of: "event" | "booking" | "payment"): Promise<FindingCode[]> {
  const scene = await sell();
  await run(statement, [{ event: scene.event, booking: scene.sold.id, payment: scene.sold.paymentId }[of]]);
  const { findings } = auditWorld(await worldOf(scene), PATIENCE_MS);
  return [...new Set(findings.map(({ code }) => code))].toSorted();
}

describe("the auditor on a real database", () => {
  it("finds nothing in what the product has written", async () => {
    const world = await worldOf(await sell());
    expect(auditWorld(world, PATIENCE_MS)).toEqual({ findings: [], underWay: [] });
    expect(world.events[0]).toMatchObject({ seatCount: 3, areaCapacities: [100], maxPerBuyer: 6 });
    expect(world.events[0]?.tickets).toHaveLength(1);
  });

  it("finds a ticket that was moved to another event, in both", async () => {
    const [from, to] = [await sell(), await sell()];
    await run("update tickets set event_id = $2, seat = 2 where booking_id = $1", [from.sold.id, to.event]);
    const codes = async (scene: typeof to) =>
      auditWorld(await worldOf(scene), PATIENCE_MS).findings.map(({ code }) => code);
    expect(await codes(from)).toEqual(["money_without_tickets"]);
    expect(await codes(to)).toEqual(["ticket_of_nobody"]);
  });

  it("knows every event", async () => {
    const { event } = await sell();
    expect(await readEventIds(DATABASE_URL)).toContain(event);
  });

  const OLD = "now() - interval '6 minutes'";
  const MESSAGE = `jsonb_build_object('type', 'booking.revoked', 'bookingId', $1::text)`;
  const row = (columns: string, values: string): string =>
    `insert into outbox (id, message, request_id, traceparent, created_at${columns})
     values ('planted ' || $1, ${MESSAGE}, 'req', 'trace', ${OLD}${values})`;

  it.each<[string, string, "event" | "booking" | "payment", FindingCode[]]>([
    ["a ticket that was deleted", "delete from tickets where booking_id = $1", "booking", ["money_without_tickets"]],
    ["a ticket for another seat", "update tickets set seat = 2 where booking_id = $1", "booking", ["tickets_differ"]],
    [
      "a payment that somebody voided by hand",
      "update payments set status = 'voided', ended_at = now() where id = $1",
      "payment",
      ["confirmed_unpaid", "money_kept", "payment_status_differs", "trail_broken"],
    ],
    [
      "a sum that was changed",
      "update payments set amount_minor = 4400 where id = $1",
      "payment",
      ["amount_differs", "captured_differs"],
    ],
    [
      "a refund that nobody made",
      "update payments set refunded_minor = 100 where id = $1",
      "payment",
      ["refund_sum_differs"],
    ],
    [
      "an item of another seat",
      "update booking_items set seat = 2 where booking_id = $1",
      "booking",
      ["copies_differ"],
    ],
    [
      "a change that left no row",
      "delete from audit_log where entity = 'payment' and entity_id = $1 and to_state = 'authorised'",
      "payment",
      ["trail_broken"],
    ],
    ["a newer copy", "update bookings set seat_version = 4 where id = $1", "booking", ["object_behind"]],
    ["an older copy", "update bookings set seat_version = 2 where id = $1", "booking", ["journal_lag"]],
    [
      "a message to the buyer that is gone",
      "delete from outbox where message ->> 'paymentId' = $1",
      "payment",
      ["paid_unannounced"],
    ],
    ["a step that nobody does", row("", ""), "booking", ["step_unconsumed"]],
    ["a step that was given up", row(", dead_at", ", now()"), "booking", ["step_dead"]],
    [
      "a webhook without its step",
      `insert into inbox (provider, provider_event_id, type, payload, request_id) values ('stripe', 'evt ' || $1, 'x',
         jsonb_build_array(jsonb_build_object('type', 'payment.authorised', 'paymentId', $1::text)), 'req')`,
      "payment",
      ["webhook_lost"],
    ],
    [
      "a cancelled event that kept the money",
      "update events set cancelled_at = now(), cancel_reason = 'rain', cancellation_done_at = now() where id = $1",
      "event",
      ["cancelled_but_paid"],
    ],
  ])("finds %s", async (_what, statement, of, codes) => {
    expect(await codesAfter(statement, of)).toEqual(codes);
  });
});
