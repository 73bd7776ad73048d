import { availability } from "../availability.ts";
import type { BookingSnapshot } from "../../contract/event-object.ts";
import { ANN, bookingId, paymentId, Sale } from "./sale.ts";

const B1 = bookingId(1);
const P1 = paymentId(1);

/** A sale in which Ann has opened booking 1. */
export function saleWithBooking(
  items: Partial<Pick<BookingSnapshot, "places">> & { readonly seats?: readonly number[] },
): Sale {
  const sale = new Sale();
  sale.does({ type: "create_booking", bookingId: B1, buyerId: ANN, ...items });
  return sale;
}

/** Ann's booking 1 of seats 0 and 1 waits for payment 1. */
export function reservedSale(): Sale {
  const sale = saleWithBooking({ seats: [0, 1] });
  sale.does({ type: "checkout", bookingId: B1, buyerId: ANN, paymentId: P1 });
  return sale;
}

/** Ann owns seats 0 and 1. */
export function paidSale(): Sale {
  const sale = reservedSale();
  sale.does({ type: "confirm", bookingId: B1, paymentId: P1 });
  return sale;
}

/** A seat's index into SEAT_STATUSES, as everybody sees it now. */
export function statusOf(sale: Sale, seat: number): number | undefined {
  return availability(sale.state, sale.nowMs).seatStatuses[seat];
}
