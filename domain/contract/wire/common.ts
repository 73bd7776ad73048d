import { z } from "zod";
import { parseAreaId, parseBookingId, parseEventId, parseSeatId } from "../ids.ts";

/** Ids are parsed at the door: what comes out names its event, what is not one of ours is a problem of that field. */
function id<T>(parse: (text: string) => T | undefined, what: string) {
  return z
    .string()
    .max(64)
    .transform((text, context) => {
      const parsed = parse(text);
      if (parsed !== undefined) return { id: text, ...parsed };
      context.addIssue({ code: "custom", message: `is not ${what}` });
      return z.NEVER;
    });
}

export const eventIdSchema = id((text) => asMember("event", parseEventId(text)), "an event id (evt_…)");
export const bookingIdSchema = id(parseBookingId, "a booking id (bkg_…)");
export const seatIdSchema = id(parseSeatId, "a seat id (st_…)");
export const areaIdSchema = id(parseAreaId, "an area id (ar_…)");

function asMember<K extends string, V>(key: K, value: V | undefined): Record<K, V> | undefined {
  return value === undefined ? undefined : ({ [key]: value } as Record<K, V>);
}

/** Text that people wrote: no control characters, which Postgres and logs do not take. */
export function plainText(maxLength: number) {
  return z
    .string()
    .max(maxLength)
    .regex(/^\P{Cc}*$/u, "must not contain control characters");
}

export const MAX_PAGE_SIZE = 1_000;

/** `page` counts from 1; the depth is bounded so that nobody makes Postgres skip a billion rows. */
export const pageSchema = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(20),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), page: z.number(), pageSize: z.number(), total: z.number() });
}

export const timestampSchema = z.iso.datetime();
export const currencySchema = z.string().regex(/^[a-z]{3}$/);
export const amountMinorSchema = z.number().int().describe("Integer minor units: 4500 is 45.00");
