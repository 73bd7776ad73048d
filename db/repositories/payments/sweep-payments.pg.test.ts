import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { mintPaymentId, type PaymentId } from "../../../domain/contract/ids.ts";
import { openSale, paymentOf, reserved, testEnvironment, TRACE } from "../../../local/testing/sale.ts";
import { connectDatabase } from "../../connect.ts";
import { inbox } from "../../schema/inbox.ts";
import { createOutboxRepository } from "../outbox.ts";
import { createPaymentsRepository } from "./payments.ts";

/** A webhook of a payment that nobody else tells of; of a new one unless it is given. */
async function newWebhook(payment?: PaymentId) {
  const id = payment ?? (await newPayment());
  const message = { type: "payment.ended" as const, paymentId: id, outcome: "failed" as const };
  return {
    provider: "stripe" as const,
    providerEventId: `evt_${id}`,
    type: "checkout",
    messages: [message],
    trace: TRACE,
  };
}

async function newPayment(): Promise<PaymentId> {
  const sale = await openSale();
  const booking = reserved(sale);
  await createPaymentsRepository(sale.db).open(paymentOf(booking));
  return booking.paymentId;
}

describe("a webhook", () => {
  const db = connectDatabase(testEnvironment());
  const payments = createPaymentsRepository(db);
  const outbox = createOutboxRepository(db);

  it("is taken in once, of ten at the same time, with its outbox row", async () => {
    const webhook = await newWebhook();
    const received = await Promise.all(Array.from({ length: 10 }, () => payments.receive(webhook)));
    expect(received.filter((receipt) => receipt === "fresh")).toHaveLength(1);
    expect(received.filter((receipt) => receipt === "duplicate")).toHaveLength(9);
    const [message] = webhook.messages;
    const row = { message, trace: TRACE, consumed: false };
    expect(await outbox.find(`stripe:${webhook.providerEventId}:0`)).toMatchObject(row);
    const rows = await db.select().from(inbox).where(eq(inbox.providerEventId, webhook.providerEventId));
    expect(rows).toMatchObject([{ type: "checkout", payload: [message], requestId: TRACE.requestId }]);
  });

  it("writes nothing when it comes again, even with more to say", async () => {
    const webhook = await newWebhook();
    await payments.receive(webhook);
    expect(await payments.receive({ ...webhook, messages: [...webhook.messages, ...webhook.messages] })).toBe(
      "duplicate",
    );
    expect(await outbox.find(`stripe:${webhook.providerEventId}:1`)).toBeUndefined();
  });

  it("may have nothing to say", async () => {
    const webhook = { ...(await newWebhook()), messages: [] };
    expect(await payments.receive(webhook)).toBe("fresh");
    expect(await payments.receive(webhook)).toBe("duplicate");
  });

  it("of a payment that is not in our books leaves nothing behind", async () => {
    const webhook = await newWebhook(mintPaymentId(Date.now()));
    expect(await payments.receive(webhook)).toBe("unknown");
    expect(await outbox.find(`stripe:${webhook.providerEventId}:0`)).toBeUndefined();
    const rows = await db.select().from(inbox).where(eq(inbox.providerEventId, webhook.providerEventId));
    expect(rows).toEqual([]);
  });
});
