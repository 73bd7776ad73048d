import { execFile } from "node:child_process";
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

it("the README's curl commands buy a seat, as they stand, and again when run again", async () => {
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
  }
});
