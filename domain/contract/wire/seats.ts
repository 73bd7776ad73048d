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
const MAX_NAME_LENGTH = 200;
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

/** Seats of our choice: together if so many are, without leaving a single seat alone if that can be, nearest the stage. */
export const bestSchema = z
  .object({
    count: z.number().int().min(1).max(MAX_SEATS_PER_REQUEST),
    category: plainText(MAX_NAME_LENGTH).optional().describe("Name of a price category; any unless given"),
    zone: plainText(MAX_NAME_LENGTH).optional().describe("Name of a zone of the plan; any unless given"),
    accessible: z.literal(true).optional().describe("Accessible seats, which are chosen for nobody else"),
  })
  .strict()
  .describe("The best seats that there are: a number of them together, or spread over as few groups as possible");

/** What a request wants to hold: what it names, and the best seats besides. */
export const holdInRequestSchema = namedInRequestSchema.extend({ best: bestSchema.optional() });

export type NamedInRequest = z.output<typeof namedInRequestSchema>;
export type HoldInRequest = z.output<typeof holdInRequestSchema>;

export function namesSomething({ seat_id, seat_ids = [], places = [], best }: HoldInRequest): boolean {
  return seat_id !== undefined || seat_ids.length > 0 || places.length > 0 || best !== undefined;
}

export const selectSchema = holdInRequestSchema
  .extend({ booking_id: bookingIdSchema })
  .strict()
  .refine(namesSomething, { path: ["seat_id"], message: "or seat_ids, places or best: name at least one" });

/** A seat id alone names the buyer's booking that holds it; places do not. */
export const releaseSchema = namedInRequestSchema
  .extend({ booking_id: bookingIdSchema.optional() })
  .strict()
  .refine(namesSomething, { path: ["seat_id"], message: "or seat_ids or places: name at least one" })
  .refine(
    ({ booking_id, seat_id, seat_ids = [] }) =>
      booking_id !== undefined || seat_id !== undefined || seat_ids.length > 0,
    {
      path: ["booking_id"],
      message: "is required to give places back",
    },
  );

export type SeatWire = z.infer<typeof seatSchema>;
