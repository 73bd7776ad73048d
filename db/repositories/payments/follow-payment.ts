import { sql } from "drizzle-orm";
import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { Database } from "../../connect.ts";

/** Statement: `bookings.payment_status` is that of the newest attempt; to be run after a change of one of them. */
export function followPayment(db: Database, id: PaymentId) {
  return db.execute(sql`
    update bookings set payment_status = newest.status
    from (
      select booking_id, status from payments
      where booking_id = (select booking_id from payments where id = ${id})
      order by id desc limit 1
    ) as newest
    where bookings.id = newest.booking_id and bookings.payment_status is distinct from newest.status`);
}
