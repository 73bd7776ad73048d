import { sql, type SQL } from "drizzle-orm";
import type { EventId } from "../../../domain/contract/ids.ts";
import { CANCELLATION_REPEAT } from "../../../domain/payment/cancellation-repeat.ts";
import type { PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import { isLost } from "./is-lost.ts";

const { scope } = CANCELLATION_REPEAT;

/**
 * Condition on `payments`: of this event, in one of these statuses, and its cancellation has not asked for a refund yet. Or it
 * has, the bank sent the money back, and staff have said since that it is to be asked for again.
 */
export function isOwed(event: EventId, statuses: readonly PaymentStatus[]): SQL {
  return sql`payments.event_id = ${event} and (payments.status in ${statuses} or (${isLost} and ${isToBeAskedAgain}))
    and not exists (
      select from refunds where refunds.payment_id = payments.id and refunds.request_key = ${scope})`;
}

/** A refund has given its key up, and none was asked for behind it. */
const isToBeAskedAgain = sql`exists (
  select from refunds as lost
  where lost.payment_id = payments.id and lost.request_key = ${scope} || ':' || lost.id and not exists (
    select from refunds as later
    where later.payment_id = lost.payment_id and later.created_at > lost.created_at and later.status <> 'failed'))`;
