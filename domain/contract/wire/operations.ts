import { z } from "zod";
import { MAX_OUTBOX_ID_LENGTH } from "../../outbox/max-outbox-id-length.ts";
import { bookingIdSchema, eventIdSchema, plainText, timestampSchema } from "./common.ts";

export const outboxStateSchema = z.object({
  depth: z.number().int().describe("Messages that their steps have not consumed, dead letters apart"),
  lag_seconds: z.number().describe("How old the oldest of them is"),
  under_way: z.number().int().describe("Of them, published once at least"),
  dead: z.number().int(),
});

export const deadLetterIdSchema = plainText(MAX_OUTBOX_ID_LENGTH).min(1);

export const deadLetterSchema = z.object({
  id: z.string(),
  type: z.string(),
  subject: z.string().describe("The booking, payment, refund or event that it is about"),
  failures: z.number().int(),
  error: z.string().nullable().describe("What its step threw last"),
  created_at: timestampSchema,
  dead_at: timestampSchema,
});

export const revivedLetterSchema = z.object({ id: z.string(), status: z.literal("due") });

/** Without an event, the first one. */
export const reconcileRequestSchema = z
  .object({
    event_id: eventIdSchema.optional(),
    after: bookingIdSchema.optional().describe("Where the page before ended"),
  })
  .strict()
  .refine(({ event_id, after }) => after === undefined || after.event === event_id?.event, {
    path: ["after"],
    message: "is of another event",
  });

export const FINDING_OUTCOMES = ["saved_again", "sent_again", "seats_freed", "waits", "reported"] as const;

export const reconciledSchema = z.object({
  event_id: z.string().nullable().describe("Null: there is no event"),
  checked: z.number().int(),
  findings: z.array(
    z.object({
      booking_id: z.string(),
      payment_id: z.string().nullable(),
      outcome: z.enum(FINDING_OUTCOMES).describe("waits: the next sweep looks again; reported: for staff"),
      detail: z.string(),
    }),
  ),
  next: z.string().nullable().describe("What the next page of this event begins after; null: this was the last one"),
  next_event_id: z.string().nullable().describe("The event behind this one; null: this was the last one"),
});

export type OutboxStateWire = z.infer<typeof outboxStateSchema>;
export type DeadLetterWire = z.infer<typeof deadLetterSchema>;
export type ReconciledWire = z.infer<typeof reconciledSchema>;
