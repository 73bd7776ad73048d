import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Client } from "pg";
import { expect, inject, it, onTestFinished } from "vitest";
import { seatId } from "../domain/contract/ids.ts";
import type { PaymentStartedWire } from "../domain/contract/wire/bookings.ts";
import { openShop, press, type Shop } from "../local/testing/shop.ts";
import { projectRoot } from "./start/project-root.ts";

const POLL = { timeout: 60_000, interval: 200 };

/** As an operator runs it, to the exit code. */
async function audit(...args: string[]): Promise<{ readonly code: number; readonly output: string }> {
  const child = spawn(process.execPath, ["scripts/audit.ts", ...args], {
    cwd: projectRoot,
    env: { ...process.env, ...inject("stack").variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = (await once(child, "close")) as [number];
  return { code, output: (await output).join("\n") };
}

/** One seat is sold, one is held, one was given back before it was paid. */
async function openSale(): Promise<{ readonly shop: Shop; readonly sold: string }> {
  const shop = await openShop(4, 3);
  const [paid, held, cancelled] = await Promise.all(
    shop.buyers.map((buyer, seat) => buyer.hold(shop.event, [seatId(shop.event, seat)])),
  );
  const [payer, , canceller] = shop.buyers;
  if (paid === undefined || payer === undefined || held?.status !== 201) throw new Error("nothing was held");
  await press("pay", (await payer.pay(paid.body.id)).body.payment_url);
  await canceller?.call("PATCH", "/bookings/cancel", { booking_id: cancelled?.body.id });
  await expect.poll(async () => (await payer.booking(paid.body.id)).status, POLL).toBe("paid");
  return { shop, sold: paid.body.id };
}

async function run(statement: string, value: string): Promise<void> {
  const client = new Client({ connectionString: inject("stack").databaseUrl });
  await client.connect();
  await client.query(statement, [value]);
  await client.end();
}

it("an audit of a running sale finds nothing, until somebody changes a row by hand", async () => {
  const { shop, sold } = await openSale();
  const good = await audit("--event", shop.event);
  expect([good.output, good.code]).toEqual([expect.stringContaining("✓ No difference."), 0]);
  expect(good.output).toMatch(/^EUR captured +€45\.00 +€45\.00$/m);
  expect(good.output).toMatch(/1 holds/);

  await run("delete from tickets where booking_id = $1", sold);
  const folder = mkdtempSync(join(tmpdir(), "sluice-audit-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "audit.json");
  const bad = await audit("--event", shop.event, "--json", file);
  expect(bad.code).toBe(1);
  expect(bad.output).toContain("✗ I2 money_without_tickets: Somebody has paid and has no ticket");
  expect(bad.output).toContain(sold);
  const { findings } = JSON.parse(readFileSync(file, "utf8")) as { findings: { code: string }[] };
  expect(findings.map(({ code }) => code)).toEqual(["money_without_tickets"]);
});

it("audits while buyers hold, pay and give back raise no false alarm", async () => {
  const shop = await openShop(24, 24);
  const purchases = shop.buyers.map(async (buyer, seat) => {
    const { body } = await buyer.hold(shop.event, [seatId(shop.event, seat)]);
    if (seat % 3 === 0) return buyer.insist("PATCH", "/bookings/cancel", { booking_id: body.id });
    await press(
      "pay",
      (await buyer.insist<PaymentStartedWire>("PATCH", "/bookings/initiatePayment", { booking_id: body.id })).body
        .payment_url,
    );
    return expect.poll(async () => (await buyer.booking(body.id)).status, POLL).toBe("paid");
  });
  const during = await audit("--event", shop.event);
  await Promise.all(purchases);
  const afterwards = await audit("--event", shop.event);
  for (const { code, output } of [during, afterwards]) {
    expect([output, code]).toEqual([expect.stringContaining("✓ No difference."), 0]);
  }
  expect(afterwards.output).toMatch(/^bookings sold +16 +16$/m);
});

it("money that went back is compared refund by refund, at the gateway too", async () => {
  const shop = await openShop(4, 2, { paymentProvider: "gateway" });
  const { PUBLIC_URL, OPERATOR_KEY, GATEWAY_URL } = inject("stack").variables;
  const [parted, whole] = await Promise.all(
    shop.buyers.map(async (buyer, seat) => {
      const { body } = await buyer.hold(shop.event, [seatId(shop.event, seat)]);
      const { payment_id } = (await buyer.pay(body.id)).body;
      await fetch(`${GATEWAY_URL}/_sim/payments/${payment_id}/pay`, { method: "POST" });
      await expect.poll(async () => (await buyer.booking(body.id)).status, POLL).toBe("paid");
      return body.id;
    }),
  );
  const refund = async (booking: string | undefined, body: object): Promise<number> => {
    const key = { authorization: `Bearer ${OPERATOR_KEY}`, "idempotency-key": `audit-${booking}` };
    const address = `${PUBLIC_URL}/api/operations/bookings/${booking}/refunds`;
    const headers = { ...key, "content-type": "application/json" };
    return (await fetch(address, { method: "POST", headers, body: JSON.stringify(body) })).status;
  };
  expect(await refund(parted, { amount_minor: 1_000, keep_booking: true, reason: "rain" })).toBe(202);
  expect(await refund(whole, { reason: "illness" })).toBe(202);
  await expect.poll(async () => (await shop.buyer(1).booking(whole ?? "")).status, POLL).toBe("refunded");

  const good = await audit("--event", shop.event);
  expect([good.output, good.code]).toEqual([expect.stringContaining("✓ No difference."), 0]);
  expect(good.output).toMatch(/^EUR captured +€90\.00 +€90\.00$/m);
  await run("update refunds set amount_minor = 999 where booking_id = $1", parted ?? "");
  const bad = await audit("--event", shop.event);
  expect(bad.code).toBe(1);
  expect(bad.output).toContain("✗ I2 refund_sum_differs");
});

it("an event that does not exist is named, and nothing is said to be well", async () => {
  const { code, output } = await audit("--event", "evt_0000000000000000");
  expect(code).toBe(1);
  expect(output).toContain("evt_0000000000000000");
  expect(output).not.toContain("✓");
});
