import { z } from "zod";
import { PAYMENT_STATUSES } from "../../payment/payment-statuses.ts";
import { TICKET_STATUSES } from "../../ticket-statuses.ts";
import {
  amountMinorSchema,
  areaIdSchema,
  bookingIdSchema,
  currencySchema,
  eventIdSchema,
  pageSchema,
  timestampSchema,
} from "./common.ts";
import { holdInRequestSchema, MAX_PLACES_PER_AREA, namesSomething } from "./seats.ts";

export const BOOKING_STATES = ["created", "pending_payment", "paid", "expired", "cancelled", "refunded"] as const;

export const createBookingSchema = holdInRequestSchema.extend({ event_id: eventIdSchema }).strict();
export const namedBookingSchema = z.object({ booking_id: bookingIdSchema }).strict();

const acceptEqualSeats = z
  .boolean()
  .default(false)
  .describe(
    "When the money comes after the hold has ended and the seats are gone, equal ones will do; else it goes back",
  );

export const initiatePaymentSchema = namedBookingSchema.extend({ accept_equal_seats: acceptEqualSeats }).strict();

/** One call: a number of places of a standing area or, where the event has none, of the best seats; or named seats. */
export const buySchema = holdInRequestSchema
  .extend({
    event_id: eventIdSchema,
    area_id: areaIdSchema.optional(),
    quantity: z
      .number()
      .int()
      .min(1)
      .max(MAX_PLACES_PER_AREA)
      .optional()
      .describe("Places of the area, of the first one unless it is named; best seats where the event has no areas"),
    accept_equal_seats: acceptEqualSeats,
  })
  .strict()
  .refine((body) => body.quantity !== undefined || namesSomething(body), {
    path: ["quantity"],
    message: "or seat_ids, places or best: name at least one",
  })
  .refine(({ area_id, quantity }) => area_id === undefined || quantity !== undefined, {
    path: ["quantity"],
    message: "is required with area_id",
  });

export const bookingQuerySchema = pageSchema.extend({ event_id: eventIdSchema.optional() });

export const ticketSchema = z.object({
  id: z.string(),
  seat_id: z.string().nullable(),
  area_id: z.string().nullable(),
  status: z.enum(TICKET_STATUSES),
  code: z.string().describe("What the QR code says: a payload signed with Ed25519"),
  qr_url: z.string(),
});

export const paymentSchema = z.object({
  id: z.string(),
  status: z.enum(PAYMENT_STATUSES),
  url: z.string().nullable(),
  last_error: z.string().nullable(),
});

export const bookingSchema = z.object({
  id: z.string(),
  event_id: z.string(),
  status: z.enum(BOOKING_STATES),
  seats: z.array(
    z.object({
      id: z.string(),
      price_minor: amountMinorSchema,
      zone: z.string().optional(),
      row: z.string().optional(),
      number: z.string().optional(),
    }),
  ),
  places: z.array(z.object({ area_id: z.string(), count: z.number().int(), price_minor: amountMinorSchema })),
  total_minor: amountMinorSchema,
  currency: currencySchema,
  expires_at: timestampSchema.nullable(),
  created_at: timestampSchema,
  version: z.number().int(),
  payment: paymentSchema.nullable().optional(),
  tickets: z.array(ticketSchema).optional(),
});

export const paymentStartedSchema = z.object({
  booking_id: z.string(),
  payment_id: z.string(),
  status: z.enum(BOOKING_STATES),
  payment_url: z.string().nullable(),
  expires_at: timestampSchema.nullable(),
});

export const paymentStatusSchema = z.object({
  booking_id: z.string(),
  status: z.enum(BOOKING_STATES),
  payment: paymentSchema.nullable(),
});

export type BookingState = (typeof BOOKING_STATES)[number];
export type BookingWire = z.infer<typeof bookingSchema>;
export type PaymentStartedWire = z.infer<typeof paymentStartedSchema>;
