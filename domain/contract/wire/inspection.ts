/**
 * What an event's object says of itself to operators: all that it remembers, how that came about, and its hash. Seats and areas
 * are named by their index in the plan, as they are stored.
 */
import { z } from "zod";
import { BOOKING_STATUSES } from "../event-object.ts";
import { amountMinorSchema, bookingIdSchema, currencySchema, timestampSchema } from "./common.ts";

export const MAX_BOOKINGS_PAGE = 1_000;
export const MAX_LOG_PAGE = 500;

const pageLimit = (most: number) => z.coerce.number().int().min(1).max(most).default(most);

export const bookingsPageQuerySchema = z.object({
  after: bookingIdSchema.optional(),
  limit: pageLimit(MAX_BOOKINGS_PAGE),
});

export const logPageQuerySchema = z.object({
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
  limit: pageLimit(MAX_LOG_PAGE),
});

const objectBookingSchema = z.object({
  id: z.string(),
  buyer_id: z.string(),
  status: z.enum(BOOKING_STATUSES),
  seats: z
    .array(z.object({ seat: z.number().int(), price_minor: amountMinorSchema }))
    .describe("Indexes in the plan; empty once it has ended"),
  places: z.array(z.object({ area: z.number().int(), count: z.number().int(), price_minor: amountMinorSchema })),
  total_minor: amountMinorSchema,
  currency: currencySchema,
  deadline: timestampSchema.nullable(),
  payment_id: z.string().nullable(),
  created_at: timestampSchema,
  version: z.number().int(),
});

export const objectBookingsSchema = z.object({
  event_id: z.string(),
  version: z.number().int().describe("The inventory's, when this page was read"),
  bookings: z.array(objectBookingSchema),
  next: z.string().nullable().describe("What the next page begins after; null: this was the last one"),
});

export const commandLogSchema = z.object({
  event_id: z.string(),
  entries: z.array(
    z.object({
      number: z.number().int(),
      version: z.number().int().describe("The inventory's, after this entry"),
      body: z.string().describe("As it is stored"),
    }),
  ),
  next: z.number().int().nullable().describe("What the next page begins after; null: this was the last one"),
});

export const stateDigestSchema = z.object({
  event_id: z.string(),
  version: z.number().int(),
  hash: z.string().describe("Over everything that decisions depend on: what a replay of the log must come to"),
  last_entry: z.number().int().describe("The log's, at that version"),
});

export type ObjectBookingsWire = z.infer<typeof objectBookingsSchema>;
export type CommandLogWire = z.infer<typeof commandLogSchema>;
export type StateDigestWire = z.infer<typeof stateDigestSchema>;
