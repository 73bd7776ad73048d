import { z } from "zod";
import { REFUND_STATUSES } from "../../payment/refund-statuses.ts";
import { amountMinorSchema, currencySchema, plainText, timestampSchema } from "./common.ts";

const reasonSchema = plainText(200).trim().min(1).describe("Why; the buyer reads it in his mail");

export const refundRequestSchema = z
  .object({
    amount_minor: amountMinorSchema.min(1).max(Number.MAX_SAFE_INTEGER).optional(),
    keep_booking: z.boolean().default(false).describe("Only money goes back: tickets stay valid, seats stay sold"),
    reason: reasonSchema,
  })
  .strict()
  .refine(({ keep_booking, amount_minor }) => !keep_booking || amount_minor !== undefined, {
    path: ["amount_minor"],
    message: "is required with keep_booking",
  });

export const refundSchema = z.object({
  id: z.string(),
  payment_id: z.string(),
  booking_id: z.string(),
  event_id: z.string(),
  amount_minor: amountMinorSchema,
  currency: currencySchema,
  ends_booking: z.boolean().describe("Its tickets are void, and its seats go on sale again"),
  status: z.enum(REFUND_STATUSES),
  reason: z.string(),
  who: z.string().describe("operator, or the id of the buyer"),
  last_error: z.string().nullable(),
  created_at: timestampSchema,
  ended_at: timestampSchema.nullable(),
});

export const refundsSchema = z.object({ items: z.array(refundSchema) });

export const cancellationRequestSchema = z.object({ reason: reasonSchema }).strict();

export const cancellationSchema = z.object({
  event_id: z.string(),
  cancelled_at: timestampSchema,
  reason: z.string(),
  done_at: timestampSchema.nullable().describe("When every refund had been asked for and no payment was open any more"),
  bookings: z.number().int().describe("Paid ones that were not given back before"),
  requested: z.number().int().describe("Refunds on their way"),
  done: z.number().int(),
  failed: z.number().int().describe("Refused for good, or sent back by the bank: staff must see to them"),
  refunded_minor: amountMinorSchema,
});

export type RefundWire = z.infer<typeof refundSchema>;
export type CancellationWire = z.infer<typeof cancellationSchema>;
