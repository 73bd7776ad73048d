import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { Client } from "pg";
import { expect, inject, it, onTestFinished } from "vitest";
import { mintBookingId, mintPaymentId, seatId } from "../domain/contract/ids.ts";
import { MAX_FAILURES } from "../domain/outbox/max-failures.ts";
import { openShop, press } from "../local/testing/shop.ts";
import { projectRoot } from "./start/project-root.ts";

const POLL = { timeout: 60_000, interval: 200 };

/** A command as an operator runs it, to the exit code. */
async function command(name: string, ...args: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, [`scripts/${name}.ts`, ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...inject("stack").variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, "close")) as [number];
  return { code, output: (await output).join("\n") };
}

async function run(statement: string, ...values: readonly unknown[]): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: inject("stack").databaseUrl });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(statement, [...values]);
  await client.end();
  return rows;
}

async function sweep(): Promise<void> {
  expect((await fetch(inject("stack").cronUrl, { method: "POST" })).ok).toBe(true);
}

it("a poisoned message ends in the dead letters, is listed, is sent again, and stops nobody who buys meanwhile", async () => {
  const shop = await openShop(1, 1);
  const paymentId = mintPaymentId(Date.now());
  const id = `booking.paid:${paymentId}`;
  // The stack is everybody's: nobody else should find it among the dead.
  onTestFinished(async () => void (await run("delete from outbox where id = $1", id)));
  // Its mail can never be written: there is no such booking. One more failure is the last.
  await run(
    "insert into outbox (id, message, request_id, traceparent, failures) values ($1, $2, 'req_poison', '00-a-b-01', $3)",
    id,
    JSON.stringify({ type: "booking.paid", bookingId: mintBookingId(shop.event, 1), paymentId }),
    MAX_FAILURES - 1,
  );
  await sweep();
  const buyer = shop.buyer();
  const held = await buyer.hold(shop.event, [seatId(shop.event, 0)]);
  await press("pay", (await buyer.pay(held.body.id)).body.payment_url);
  await expect.poll(async () => (await buyer.booking(held.body.id)).status, POLL).toBe("paid");

  const deadAt = async () => (await run("select dead_at from outbox where id = $1", id))[0]?.["dead_at"];
  await expect.poll(deadAt, POLL).toBeInstanceOf(Date);
  const listed = await command("dlq");
  expect(listed.code).toBe(0);
  expect(listed.output).toMatch(new RegExp(`^${id} +booking\\.paid +${paymentId} +8 failures +dead for \\d+ s$`, "m"));
  expect(listed.output).toContain("deliver-tickets: no booking");

  const again = await command("dlq", "--retry", id);
  expect([again.code, again.output]).toEqual([0, expect.stringContaining(`${id} is on its way again`)]);
  // It fails again, with all its tries before it.
  const failures = async () => (await run("select failures from outbox where id = $1", id))[0]?.["failures"];
  await expect.poll(failures, POLL).toSatisfy((count) => Number(count) > 0 && Number(count) < MAX_FAILURES);
  expect((await command("dlq", "--retry", "no such row")).code).toBe(1);
});

it("what differs between object and Postgres is repaired by its steps, or reported", async () => {
  const shop = await openShop(2, 2);
  const bookings = await Promise.all(
    shop.buyers.map(async (buyer, seat) => {
      const held = await buyer.hold(shop.event, [seatId(shop.event, seat)]);
      await press("pay", (await buyer.pay(held.body.id)).body.payment_url);
      await expect.poll(async () => (await buyer.booking(held.body.id)).status, POLL).toBe("paid");
      return held.body.id;
    }),
  );
  const recorded = async (id: string | undefined) =>
    (await run("select seat_status, seat_version::int from bookings where id = $1", id))[0];
  await expect.poll(async () => (await recorded(bookings[0]))?.["seat_status"], POLL).toBe("confirmed");
  await expect.poll(async () => (await recorded(bookings[1]))?.["seat_status"], POLL).toBe("confirmed");
  const healthy = await command("reconcile", "--event", shop.event);
  expect([healthy.code, healthy.output]).toEqual([
    0,
    expect.stringContaining("2 bookings of 1 events compared: no difference."),
  ]);

  // The journal lost one, and somebody deleted the other one's ticket.
  const before = await recorded(bookings[0]);
  await run("update bookings set seat_version = 1, seat_status = 'created' where id = $1", bookings[0]);
  await run("update payments set heard_at = now() - interval '2 minutes' where booking_id = $1", bookings[1]);
  await run("update bookings set created_at = now() - interval '3 minutes' where id = $1", bookings[1]);
  await run("delete from tickets where booking_id = $1", bookings[1]);
  const found = await command("reconcile", "--event", shop.event);
  expect(found.code).toBe(1);
  expect(found.output).toMatch(new RegExp(`^saved again +${bookings[0]} `, "m"));
  expect(found.output).toMatch(new RegExp(`^reported +${bookings[1]} .*tickets_differ$`, "m"));
  await expect.poll(() => recorded(bookings[0]), POLL).toEqual(before);
});
