import { z } from "zod";
import { amountMinorSchema, currencySchema, pageSchema, plainText, timestampSchema } from "./common.ts";

/** Years that Postgres and people know. */
const dateSchema = z.coerce.date().min(new Date("0001-01-01")).max(new Date("9999-12-31"));

export const eventQuerySchema = pageSchema.extend({
  type: plainText(40).optional(),
  provider: plainText(80).optional(),
  date_from: dateSchema.optional(),
  date_to: dateSchema.optional(),
});

export const eventSearchSchema = pageSchema.extend({ q: plainText(200).trim().min(1) });

export const eventSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  type: z.string(),
  provider: z.string(),
  venue: z.string(),
  city: z.string(),
  starts_at: timestampSchema,
  sale_from: timestampSchema.nullable(),
  sale_until: timestampSchema.nullable(),
  currency: currencySchema,
  price_from_minor: amountMinorSchema,
  price_to_minor: amountMinorSchema,
});

export const eventSchema = eventSummarySchema.extend({
  seat_count: z.number().int(),
  max_per_buyer: z.number().int(),
  hold_seconds: z.number().int(),
  payment_seconds: z.number().int(),
  refund_until: timestampSchema.nullable().describe("Until then a buyer may give a paid booking back; null: never"),
  refund_percent: z.number().int().describe("Of what he paid"),
  cancelled_at: timestampSchema.nullable().describe("The event does not take place"),
  categories: z.array(z.object({ name: z.string(), color: z.string().nullable(), price_minor: amountMinorSchema })),
  areas: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      category: z.string(),
      capacity: z.number().int(),
      price_minor: amountMinorSchema,
    }),
  ),
});

/** Columns, as the plan is kept: seat i of the plan is element i of each column. Seat ids follow from the index. */
export const planSchema = z.object({
  event_id: z.string(),
  name: z.string(),
  width: z.number(),
  height: z.number(),
  categories: z.array(z.object({ name: z.string(), color: z.string().nullable() })),
  zones: z.array(z.object({ name: z.string() })),
  rows: z.array(z.object({ zone: z.number(), label: z.string(), firstSeat: z.number(), seatCount: z.number() })),
  seats: z.object({
    label: z.array(z.string()),
    category: z.array(z.number()),
    x: z.array(z.number()),
    y: z.array(z.number()),
  }),
  shapes: z.array(z.record(z.string(), z.unknown())),
});

const countsSchema = z.object({
  free: z.number().int(),
  selected: z.number().int(),
  reserved: z.number().int(),
  sold: z.number().int(),
  blocked: z.number().int(),
});

export const availabilitySchema = z.object({
  event_id: z.string(),
  version: z.number().int(),
  at: timestampSchema,
  seats: countsSchema,
  areas: z.array(countsSchema.extend({ id: z.string(), capacity: z.number().int() })),
});

export type EventWire = z.infer<typeof eventSchema>;
export type EventSummaryWire = z.infer<typeof eventSummarySchema>;
export type AvailabilityWire = z.infer<typeof availabilitySchema>;
