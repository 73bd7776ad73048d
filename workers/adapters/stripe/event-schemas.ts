import { z } from "zod";

/** What is relied on in Stripe's events. Verified means that Stripe sent it, not that it is as this adapter expects it. */

/** Free text, as our database takes it. */
const text = z.string().transform((words) => words.replaceAll(/\p{Cc}/gu, " ").slice(0, 500));
/** An id, or the object itself where it was expanded. */
const reference = z
  .union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])
  .nullish()
  .transform((id) => id ?? null);

export const envelopeSchema = z.object({
  id: z.string().regex(/^[\w:-]{1,255}$/),
  type: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  livemode: z.boolean().optional(),
  /** Set where the event is of a connected account. */
  account: z.string().nullish(),
  data: z.unknown().optional(),
});
export type Envelope = z.infer<typeof envelopeSchema>;

export const refundSchema = z.object({
  object: z.object({
    status: text.nullish(),
    failure_reason: text.nullish(),
    payment_intent: reference,
    metadata: z.object({ refund_id: z.string().optional() }),
  }),
});

/** Whose it is; asked first, because another product's objects on the same account may look as they like. */
export const ownerSchema = z.object({
  object: z.object({ metadata: z.object({ payment_id: z.string() }) }),
});

export const sessionSchema = z.object({
  object: z.object({
    id: z.string(),
    url: z
      .string()
      .nullish()
      .transform((url) => url ?? null),
    status: z.enum(["open", "complete", "expired"]),
    payment_status: z.enum(["paid", "unpaid", "no_payment_required"]),
    payment_intent: reference,
    payment_method_types: z.array(z.string()).default([]),
    amount_total: z.int(),
    currency: z.string().regex(/^[a-z]{3}$/),
  }),
});

export const declineSchema = z.object({
  object: z.object({ last_payment_error: z.object({ message: text.optional() }).nullish() }),
});

export const disputeSchema = z.object({
  object: z.object({ payment_intent: reference, status: z.string(), reason: text.default("general") }),
});
