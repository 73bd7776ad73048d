import { sql } from "drizzle-orm";

/** Condition on `payments`: its money had gone back, the seats with it, and the bank has sent it to us again. */
export const isLost = sql`(payments.status = 'refunded' and payments.flag is not distinct from 'refund_failed')`;
