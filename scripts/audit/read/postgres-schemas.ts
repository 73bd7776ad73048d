import { z } from "zod";

/** Rows as the statements of `postgres-statements.ts` give them. A word that is new here stops the audit: nobody guesses. */

const paymentStatus = z.enum([
  "pending",
  "processing",
  "authorised",
  "completed",
  "refunding",
  "disputed",
  "failed",
  "expired",
  "voided",
  "refunded",
  "charged_back",
]);

export const eventRow = z.object({
  id: z.string(),
  name: z.string(),
  seatCount: z.int(),
  areaCapacities: z.array(z.int()),
  maxPerBuyer: z.int(),
  createdAtMs: z.number(),
  cancelledAtMs: z.number().nullable(),
  cancellationDoneAtMs: z.number().nullable(),
});

export const bookingRow = z.object({
  eventId: z.string(),
  id: z.string(),
  buyerId: z.string(),
  status: z.enum(["created", "pending_payment", "confirmed", "expired", "cancelled", "refunded"]),
  items: z.array(z.object({ seat: z.int().nullable(), area: z.int().nullable(), count: z.int(), priceMinor: z.int() })),
  totalMinor: z.int(),
  currency: z.string(),
  deadlineMs: z.number().nullable(),
  paymentId: z.string().nullable(),
  createdAtMs: z.number(),
  version: z.int(),
  paymentStatus: paymentStatus.nullable(),
});

export const paymentRow = z.object({
  eventId: z.string(),
  id: z.string(),
  bookingId: z.string(),
  provider: z.enum(["stripe", "gateway", "free"]),
  amountMinor: z.int(),
  currency: z.string(),
  status: paymentStatus,
  intentId: z.string().nullable(),
  refundedMinor: z.int(),
  isFlagged: z.boolean(),
  createdAtMs: z.number(),
  quietSinceMs: z.number(),
  trail: z.array(z.object({ from: z.string().nullable(), to: z.string() })),
  isAnnounced: z.boolean(),
});

export const refundRow = z.object({
  eventId: z.string(),
  id: z.string(),
  paymentId: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  endsBooking: z.boolean(),
  status: z.enum(["requested", "done", "failed"]),
  createdAtMs: z.number(),
});

export const ticketRow = z.object({
  eventId: z.string(),
  id: z.string(),
  bookingId: z.string(),
  seat: z.int().nullable(),
  area: z.int().nullable(),
  status: z.enum(["valid", "held", "void"]),
});

export const stepRow = z.object({
  id: z.string(),
  type: z.string(),
  eventId: z.string().nullable(),
  bookingId: z.string().nullable(),
  paymentId: z.string().nullable(),
  createdAtMs: z.number(),
  isDead: z.boolean(),
  lastError: z.string().nullable(),
});

export const lostMessage = z.object({
  provider: z.string(),
  providerEventId: z.string(),
  type: z.string(),
  eventId: z.string().nullable(),
});
