import { describe, expect, inject, it } from "vitest";
import { seatId } from "../../../domain/contract/ids.ts";
import { openShop } from "../../../local/testing/shop.ts";

const POLL = { timeout: 60_000, interval: 200 };

/** A booking on its way to be paid, and what the buyer and his bank may do about it. */
async function checkout(members: Parameters<typeof openShop>[2]) {
  const shop = await openShop(1, 1, members);
  const buyer = shop.buyer();
  const held = await buyer.hold(shop.event, [seatId(shop.event, 0)]);
  const { body } = await buyer.pay(held.body.id);
  const session = body.payment_url?.split("/pay/")[1] ?? "";
  const act = async (action: string, choice: object = {}) => {
    const url = `${inject("stack").simulatorUrl}/_sim/sessions/${session}/${action}`;
    const answer = await fetch(url, { method: "POST", body: JSON.stringify(choice) });
    expect(answer.status).toBe(200);
  };
  const booking = () => buyer.booking(held.body.id);
  return {
    shop,
    act,
    pay: () => buyer.pay(held.body.id),
    statusOf: async () => (await booking()).status,
    paymentOf: async () => (await booking()).payment?.status,
  };
}

describe("a buyer whose bank takes days", () => {
  const slowly = { paymentMethods: ["card", "sepa_debit"] } as const;

  it("keeps his seats meanwhile, and has them when his bank says yes", async () => {
    const { shop, act, statusOf, paymentOf } = await checkout(slowly);
    await act("pay", { method: "sepa_debit" });
    await expect.poll(paymentOf, POLL).toBe("processing");
    expect((await shop.availability()).seats.free).toBe(0);
    await act("bank-accepts");
    await expect.poll(statusOf, POLL).toBe("paid");
    expect(await paymentOf()).toBe("completed");
  });

  it("may pay otherwise when his bank says no", async () => {
    const { act, pay, paymentOf } = await checkout(slowly);
    await act("pay", { method: "sepa_debit" });
    await expect.poll(paymentOf, POLL).toBe("processing");
    await act("bank-refuses");
    await expect.poll(paymentOf, POLL).toBe("failed");
    expect((await pay()).status).toBe(200);
  });
});

describe("a buyer who disputes his payment", () => {
  it("has it back when it is the shop that was right", async () => {
    const { act, statusOf, paymentOf } = await checkout({});
    await act("pay");
    await expect.poll(statusOf, POLL).toBe("paid");
    await act("dispute");
    await expect.poll(paymentOf, POLL).toBe("disputed");
    await act("dispute-won");
    await expect.poll(paymentOf, POLL).toBe("completed");
  });

  it("loses his seats when he was right, and they are for sale again", async () => {
    const { shop, act, statusOf, paymentOf } = await checkout({});
    await act("pay");
    await expect.poll(statusOf, POLL).toBe("paid");
    await act("dispute");
    await act("dispute-lost");
    await expect.poll(paymentOf, POLL).toBe("charged_back");
    await expect.poll(async () => (await shop.availability()).seats.free, POLL).toBe(1);
  });
});
