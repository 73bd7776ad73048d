import type { JoinedBooking, JoinedEvent } from "../join-event.ts";
import { OPEN, PAID } from "../payment-groups.ts";
import type { Remark } from "../remark.ts";

/** Sold in the object and paid in Postgres are the same bookings (I2). */
export function* checkSales({ id: event, joined }: JoinedEvent): Generator<Remark> {
  for (const booking of joined) {
    if (booking.agreed === undefined) continue;
    const { status, paymentId } = booking.agreed;
    const paid = booking.payments.filter((payment) => PAID.has(payment.status));
    if (status === "confirmed" && paid.length === 0) yield* checkUnpaid(event, booking);
    for (const payment of paid) {
      if (status === "confirmed" && paymentId === payment.id) continue;
      const seats = status === "confirmed" ? `sold to ${paymentId ?? "no payment"}` : status;
      const says = `${payment.id} of ${booking.id} is ${payment.status}, and its seats are ${seats}`;
      yield { code: "paid_unconfirmed", event, subject: booking.id, says };
    }
  }
}

/** Under way: the seats are sold just before the money is taken, and free again just after it went back. */
function* checkUnpaid(event: string, { id, payments, steps, tickets }: JoinedBooking): Generator<Remark> {
  const newest = payments.at(-1);
  const says = `${id} is sold, its payment is ${newest?.status ?? "nowhere"}, it has ${tickets.length} good tickets`;
  const remark = { code: "confirmed_unpaid", event, subject: id, says } as const;
  const begun = [
    ...payments.filter(({ status }) => OPEN.has(status)).map(({ quietSinceMs }) => quietSinceMs),
    ...steps.map(({ createdAtMs }) => createdAtMs),
  ];
  yield begun.length === 0 ? remark : { ...remark, sinceMs: Math.max(...begun) };
}
