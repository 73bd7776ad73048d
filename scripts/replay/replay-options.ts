import { parseBookingId, parseEventId, type BookingId, type EventId } from "../../domain/contract/ids.ts";

/** Where a replay stops: after the log's entry of a number, or before the first that is later than a time. */
export type Until = { readonly entry: number } | { readonly atMs: number };

export interface ReplayOptions {
  readonly event: EventId;
  readonly until: Until | undefined;
  /** As it was named: B-12-7 or st_…. */
  readonly seat: string | undefined;
  readonly booking: BookingId | undefined;
}

/** The options' texts as they are meant. Throws an error that names the option and what it should be. */
export function replayOptions(values: {
  readonly event?: string | undefined;
  readonly until?: string | undefined;
  readonly seat?: string | undefined;
  readonly booking?: string | undefined;
}): ReplayOptions {
  const event = parseEventId(values.event ?? "");
  if (event === undefined) throw new Error("Which event? --event evt_…");
  return {
    event,
    until: values.until === undefined ? undefined : untilOf(values.until),
    seat: values.seat,
    booking: values.booking === undefined ? undefined : bookingOf(values.booking, event),
  };
}

function untilOf(text: string): Until {
  if (/^[1-9]\d*$/.test(text)) return { entry: Number(text) };
  const atMs = timeOf(text.replace(" ", "T"));
  if (Number.isNaN(atMs)) throw new Error(`--until ${text}: the number of an entry, or a time as 2026-11-21T10:00:00Z`);
  return { atMs };
}

/** Without a zone it is UTC, as the times that a replay prints. */
function timeOf(text: string): number {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return Number.NaN;
  const isZoned = !text.includes("T") || /(?:Z|[+-]\d\d:\d\d)$/.test(text);
  return Date.parse(isZoned ? text : `${text}Z`);
}

function bookingOf(text: string, event: EventId): BookingId {
  const parsed = parseBookingId(text);
  if (parsed === undefined) throw new Error(`--booking ${text} is not a booking id (bkg_…)`);
  if (parsed.event !== event) throw new Error(`--booking ${text} is of another event, ${parsed.event}`);
  return parsed.booking;
}
