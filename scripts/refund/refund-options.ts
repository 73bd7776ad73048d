import { parseBookingId, parseEventId, type BookingId, type EventId } from "../../domain/contract/ids.ts";

/** What is to be given back: money of one booking, or everything of an event that does not take place. */
export type RefundOptions =
  | {
      readonly kind: "booking";
      readonly booking: BookingId;
      readonly event: EventId;
      /** As it was written; undefined: all that is left. */
      readonly amount: string | undefined;
      readonly keepsBooking: boolean;
      readonly reason: string;
    }
  | { readonly kind: "event"; readonly event: EventId; readonly isSure: boolean; readonly reason: string };

export interface RefundValues {
  readonly booking?: string | undefined;
  readonly event?: string | undefined;
  readonly amount?: string | undefined;
  readonly "keep-booking"?: boolean | undefined;
  readonly reason?: string | undefined;
  readonly yes?: boolean | undefined;
}

/** The options' texts as they are meant. Throws an error that names the option and what it should be. */
export function refundOptions(values: RefundValues): RefundOptions {
  const { booking, event, amount, yes } = values;
  const keepsBooking = values["keep-booking"] === true;
  const reason = values.reason?.trim() ?? "";
  if ((booking === undefined) === (event === undefined)) throw new Error("--booking bkg_… or --event evt_…");
  if (reason === "") throw new Error('Why? --reason "…": the buyers read it');
  if (event !== undefined) {
    if (amount !== undefined || keepsBooking) throw new Error("--amount and --keep-booking are for one booking");
    const id = parseEventId(event);
    if (id === undefined) throw new Error(`--event ${event} is not an event id (evt_…)`);
    return { kind: "event", event: id, isSure: yes === true, reason };
  }
  const ids = parseBookingId(booking ?? "");
  if (ids === undefined) throw new Error(`--booking ${booking} is not a booking id (bkg_…)`);
  if (keepsBooking && amount === undefined) throw new Error("--keep-booking: how much goes back? --amount 12.50");
  return { kind: "booking", ...ids, amount, keepsBooking, reason };
}
