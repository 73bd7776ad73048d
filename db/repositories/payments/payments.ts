import { and, desc, eq } from "drizzle-orm";
import type { Payments } from "../../../domain/ports/payments.ts";
import type { Database } from "../../connect.ts";
import { payments } from "../../schema/payments.ts";
import { attachSession } from "./attach-session.ts";
import { closePayment } from "./close-payment.ts";
import { completePayment } from "./complete-payment.ts";
import { markAuthorised } from "./mark-authorised.ts";
import { markProcessing } from "./mark-processing.ts";
import { noteDispute } from "./note-dispute.ts";
import { openPayment } from "./open-payment.ts";
import { paymentColumns } from "./payment-columns.ts";
import { quietPayments } from "./quiet-payments.ts";
import { receiveWebhook } from "./receive-webhook.ts";
import { recordDecline } from "./record-decline.ts";
import { unlockPayment } from "./unlock-payment.ts";

/** Each writing method is one transaction and begins by locking the booking, so that those of one booking are in a row. */
export function createPaymentsRepository(db: Database): Payments {
  return {
    open: (request) => openPayment(db, request),
    attachSession: (id, session, trace) => attachSession(db, id, session, trace),
    unlock: (id) => unlockPayment(db, id),
    async find(id) {
      const [payment] = await db.select(paymentColumns).from(payments).where(eq(payments.id, id));
      return payment;
    },
    async findByIntent(provider, intentId) {
      const [payment] = await db
        .select(paymentColumns)
        .from(payments)
        .where(and(eq(payments.provider, provider), eq(payments.intentId, intentId)))
        .orderBy(desc(payments.id))
        .limit(1);
      return payment;
    },
    markProcessing: (id, intentId, outboxId, trace) => markProcessing(db, id, intentId, outboxId, trace),
    markAuthorised: (id, intentId, trace) => markAuthorised(db, id, intentId, trace),
    complete: (id, tickets, outboxId, trace) => completePayment(db, id, tickets, outboxId, trace),
    close: (id, ending, outboxId, trace) => closePayment(db, id, ending, outboxId, trace),
    recordDecline: (id, message, outboxId, trace) => recordDecline(db, id, message, outboxId, trace),
    noteDispute: (id, outcome, reason, outboxId, trace) => noteDispute(db, id, outcome, reason, outboxId, trace),
    receive: (webhook) => receiveWebhook(db, webhook),
    quiet: (limit) => quietPayments(db, limit),
  };
}
