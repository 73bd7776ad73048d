import { z } from "zod";

const currency = z
  .string()
  .regex(/^[a-z]{3}$/i)
  .transform((code) => code.toLowerCase());
const amountMinor = z.int().min(0);

/** NEW: the buyer may still pay. CONFIRMED: he has, and the money is ours. FAILED, CANCELLED: nobody did, and nobody can. */
export const paymentSchema = z.object({
  paymentId: z.string(),
  status: z.enum(["NEW", "CONFIRMED", "FAILED", "CANCELLED"]),
  amountMinor,
  refundedMinor: amountMinor,
  currency,
  paymentUrl: z.url({ protocol: /^https?$/ }).nullable(),
});
export type GatewayPayment = z.infer<typeof paymentSchema>;

export const refundSchema = z.object({ refundId: z.string(), amountMinor, status: z.enum(["DONE", "REFUSED"]) });

/** Of an answer that is an error. */
export const errorSchema = z.object({ error: z.string().regex(/^[a-z_]{1,64}$/) });

/** The body of a webhook. What else is in it is not looked at. */
export const webhookSchema = z
  .object({
    paymentId: z.string().min(1).max(64),
    status: z.enum(["CONFIRMED", "FAILED"]),
    teamSlug: z.string(),
    timestamp: z.iso.datetime({ offset: true }),
    amountMinor: amountMinor.optional(),
    currency: currency.optional(),
  })
  .refine((body) => (body.amountMinor === undefined) === (body.currency === undefined), {
    path: ["amountMinor"],
    message: "amountMinor and currency come together",
  });
export type GatewayWebhook = z.infer<typeof webhookSchema>;
