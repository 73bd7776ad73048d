import type { RefundId } from "../../domain/contract/ids.ts";
import type { Services } from "../services.ts";
import { refundMail } from "./mails/refund-mail.ts";

/** One mail per refund: the mail's idempotency key is the refund, so a repeated delivery sends nothing twice. */
export async function tellRefund(services: Services, refundId: RefundId, outboxId: string): Promise<void> {
  const refund = await services.refunds.find(refundId);
  const payment = refund && (await services.payments.find(refund.paymentId));
  if (refund === undefined || payment === undefined) throw new Error(`tell-refund: no refund ${refundId}`);
  const [event, buyer] = await Promise.all([
    services.catalogue.event(refund.eventId),
    services.users.find(payment.buyerId),
  ]);
  if (event === undefined || buyer === undefined) throw new Error(`tell-refund: no event or buyer of ${refundId}`);

  const { amountMinor, currency, endsBooking, bookingId, who, reason } = refund;
  const mail = refundMail({
    buyerName: buyer.name,
    bookingId,
    event,
    refunded: { amountMinor, currency },
    endsBooking,
    ...(who === "operator" ? { reason } : {}),
  });
  await services.mailer.send({ ...mail, to: buyer.email, idempotencyKey: `refund.done/${refundId}` });
  await services.outbox.consume(outboxId);
}
