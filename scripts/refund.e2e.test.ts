import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, inject, it } from "vitest";
import { seatId } from "../domain/contract/ids.ts";
import { openShop, press, type Shop } from "../local/testing/shop.ts";

const POLL = { timeout: 60_000, interval: 200 };

/** What the command prints, as staff run it; throws when it fails. */
async function refund(...options: string[]): Promise<string> {
  const { url, dataDirectory, variables } = inject("stack");
  const env = { ...process.env, OPERATOR_KEY: variables.OPERATOR_KEY, SLUICE_DATA_DIR: dataDirectory };
  const command = [join(import.meta.dirname, "refund.ts"), "--url", url, ...options];
  return (await promisify(execFile)(process.execPath, command, { env, timeout: 60_000 })).stdout;
}

async function buy(shop: Shop, seat: number): Promise<string> {
  return (await buyAt(shop, seat)).id;
}

/** With the page of the provider, where its bank acts too. */
async function buyAt(shop: Shop, seat: number): Promise<{ id: string; page: string }> {
  const buyer = shop.buyer(seat);
  const { body } = await buyer.hold(shop.event, [seatId(shop.event, seat)]);
  const page = (await buyer.pay(body.id)).body.payment_url ?? "";
  await press("pay", page);
  await expect.poll(async () => (await buyer.booking(body.id)).status, POLL).toBe("paid");
  return { id: body.id, page };
}

async function bankSendsRefundBack(page: string): Promise<void> {
  const url = `${inject("stack").simulatorUrl}/_sim/sessions/${page.split("/pay/")[1]}/refund-fails`;
  expect((await fetch(url, { method: "POST" })).status).toBe(200);
}

async function keptMinor(shop: Shop): Promise<number> {
  const { payments } = (await (await fetch(`${inject("stack").simulatorUrl}/_sim/ledger`)).json()) as {
    payments: { captured_minor: number; refunded_minor: number; metadata: { booking_id?: string } }[];
  };
  const ours = payments.filter(({ metadata }) => metadata.booking_id?.startsWith(`bkg_${shop.event.slice(4)}`));
  return ours.reduce((sum, { captured_minor, refunded_minor }) => sum + captured_minor - refunded_minor, 0);
}

it("the command refunds a booking once, however often it is run, then everything of its event", async () => {
  const shop = await openShop(3, 3);
  const [first] = await Promise.all([buy(shop, 0), buy(shop, 1)]);
  const part = ["--booking", first, "--amount", "10.00", "--keep-booking", "--reason", "noise"];
  const asked = await refund(...part);
  expect(asked).toContain(`€10.00 of ${first}, its tickets stay valid`);
  expect(asked).toContain("Done");
  expect(await refund(...part)).toContain("asked for before");

  const all = ["--event", shop.event, "--reason", "storm"];
  await expect(refund(...all)).rejects.toMatchObject({ stderr: expect.stringContaining("--yes") });
  const cancelled = await refund(...all, "--yes");
  expect(cancelled).toContain("is cancelled");
  expect(cancelled).toContain("refunded 2 of 2  €80.00  on their way 0  failed 0\nDone.");
  const again = await refund(...all);
  expect(again).toContain("was cancelled");
  expect(again).toContain("Done.");
  expect((await shop.availability()).seats).toMatchObject({ sold: 0 });
});

it("the command asks again for whom the bank has sent the money back, and his seat stays another's to buy", async () => {
  const shop = await openShop(2, 2);
  const [{ page }] = await Promise.all([buyAt(shop, 0), buyAt(shop, 1)]);
  const all = ["--event", shop.event, "--reason", "storm"];
  expect(await refund(...all, "--yes")).toContain("refunded 2 of 2");
  await bankSendsRefundBack(page);
  expect(await keptMinor(shop)).toBe(4_500);

  await expect.poll(() => refund(...all), POLL).toContain("Asked again for 1 whose refund had failed.");
  expect(await refund(...all)).toContain("refunded 2 of 2  €90.00  on their way 0  failed 0\nDone.");
  expect(await keptMinor(shop)).toBe(0);
  expect((await shop.availability()).seats).toMatchObject({ free: 2, sold: 0 });
});
