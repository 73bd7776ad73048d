import { z } from "zod";
import { SEAT_STATUSES } from "../event-object.ts";
import {
  amountMinorSchema,
  areaIdSchema,
  bookingIdSchema,
  currencySchema,
  eventIdSchema,
  pageSchema,
  plainText,
  seatIdSchema,
} from "./common.ts";

export const MAX_SEATS_PER_REQUEST = 50;
export const MAX_AREAS_PER_REQUEST = 10;
export const MAX_PLACES_PER_AREA = 1_000;

export const seatQuerySchema = pageSchema.extend({
  event_id: eventIdSchema,
  row: plainText(200).optional(),
  status: z.enum(SEAT_STATUSES).optional(),
});

export const seatSchema = z.object({
  id: z.string(),
  zone: z.string(),
  row: z.string(),
  number: z.string(),
  category: z.string(),
  price_minor: amountMinorSchema,
  currency: currencySchema,
  status: z.enum(SEAT_STATUSES),
});

export const placesSchema = z.object({
  area_id: areaIdSchema,
  count: z.number().int().min(1).max(MAX_PLACES_PER_AREA),
});

/** What a request names: seats by id (one or several) and places in standing areas. */
export const namedInRequestSchema = z.object({
  seat_id: seatIdSchema.optional(),
  seat_ids: z.array(seatIdSchema).max(MAX_SEATS_PER_REQUEST).optional(),
  places: z.array(placesSchema).max(MAX_AREAS_PER_REQUEST).optional(),
});

export type NamedInRequest = z.output<typeof namedInRequestSchema>;

export function namesSomething({ seat_id, seat_ids = [], places = [] }: NamedInRequest): boolean {
  return seat_id !== undefined || seat_ids.length > 0 || places.length > 0;
}

const nothingNamed = { path: ["seat_id"], message: "or seat_ids or places: name at least one" };

export const selectSchema = namedInRequestSchema
  .extend({ booking_id: bookingIdSchema })
  .strict()
  .refine(namesSomething, nothingNamed);

/** A seat id alone names the buyer's booking that holds it; places do not. */
export const releaseSchema = namedInRequestSchema
  .extend({ booking_id: bookingIdSchema.optional() })
  .strict()
  .refine(namesSomething, nothingNamed)
  .refine(
    ({ booking_id, seat_id, seat_ids = [] }) =>
      booking_id !== undefined || seat_id !== undefined || seat_ids.length > 0,
    {
      path: ["booking_id"],
      message: "is required to give places back",
    },
  );

export type SeatWire = z.infer<typeof seatSchema>;
