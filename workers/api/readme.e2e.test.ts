import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, it } from "vitest";
import type { BookingWire } from "../../domain/contract/wire/bookings.ts";
import { mailsTo } from "../../local/testing/shop.ts";

const README = join(import.meta.dirname, "../../README.md");
const PRINTED_URL = "http://127.0.0.1:8787";

/** The block of the README that buys a seat, word for word but for the address. */
function readmeCommands(): string {
  const [, commands] = /```sh\n(API=[^]*?)```/.exec(readFileSync(README, "utf8")) ?? [];
  if (commands === undefined) throw new Error("the README has no block that begins with API=");
  expect(commands).toContain(PRINTED_URL);
  return commands.replaceAll(PRINTED_URL, inject("stack").url);
}

/** Another test may have killed the payment provider a moment ago: the circuit must be closed again. */
async function providerIsWell(): Promise<boolean> {
  const answer = await fetch(`${inject("stack").url}/api/payments/circuit-breaker-status`, {
    headers: { "cf-connecting-ip": randomUUID() },
  });
  const { circuit_breaker } = (await answer.json()) as { circuit_breaker: { state: string } };
  return circuit_breaker.state !== "Open";
}

async function firstFreeSeat(event: string): Promise<string | undefined> {
  const answer = await fetch(`${inject("stack").url}/api/seats?event_id=${event}&status=FREE&pageSize=1`, {
    headers: { "cf-connecting-ip": randomUUID() },
  });
  return ((await answer.json()) as { items: { id: string }[] }).items[0]?.id;
}

it("the README's curl commands buy a seat, as they stand, and again when run again", async () => {
  await expect.poll(providerIsWell, { timeout: 90_000, interval: 500 }).toBe(true);
  for (const expectedMails of [1, 2]) {
    const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", readmeCommands()], {
      timeout: 60_000,
    });
    const booking = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as BookingWire;
    expect(booking).toMatchObject({ status: "paid", payment: { status: "completed" }, tickets: [{ status: "valid" }] });

    const [ticket] = booking.tickets ?? [];
    const qr = await fetch(ticket?.qr_url ?? "");
    expect(qr.headers.get("content-type")).toBe("image/svg+xml");
    expect(await qr.text()).toContain("<svg");
    await expect.poll(async () => (await mailsTo("buyer0001@sluice.example")).length).toBe(expectedMails);
    // Lists are up to a second old: the next run must not be told of the seat that this one bought.
    await expect.poll(() => firstFreeSeat(booking.event_id), { timeout: 5_000 }).not.toBe(booking.seats[0]?.id);
  }
});
