import { z } from "zod";
import { QUEUE_MODES, VISITOR_KINDS } from "../waiting-room.ts";
import { timestampSchema } from "./common.ts";

/** Headers that carry what the waiting room has signed. */
export const QUEUE_TOKEN_HEADER = "sluice-queue-token";
export const PASS_HEADER = "sluice-pass";

/**
 * lobby: your lot is drawn when it closes. drawing: it has closed, the draw is not made yet. waiting: people are before you.
 * invited: it is your turn as soon as somebody leaves. admitted: your pass is ready to be fetched. not_needed: no queue here.
 */
export const QUEUE_STATUSES = ["lobby", "drawing", "waiting", "invited", "admitted", "not_needed"] as const;
export type QueueStatus = (typeof QUEUE_STATUSES)[number];

/** Nothing: who it is says the sign-in or the cookie. Where the sale wants a verified address: that, then what the mail holds. */
export const joinSchema = z
  .object({ email: z.email().max(254).optional(), verification: z.string().min(1).max(256).optional() })
  .strict();

export const standingSchema = z.object({
  status: z.enum(QUEUE_STATUSES),
  position: z.number().int().nullable().describe("1 is next; null while there is no order yet"),
  ahead: z.number().int().nullable(),
  eta_seconds: z.number().int().nullable().describe("An estimate; null when nobody can say"),
  poll_after_ms: z.number().int().describe("Ask again after so long; sooner changes nothing"),
  paused: z.boolean(),
  message: z.string().nullable().describe("From the organiser to everybody who waits"),
});

export const pollSchema = standingSchema.extend({
  token: z.string().optional().describe("Replaces the token that was sent, whose time is half over"),
});

export const joinedSchema = standingSchema.extend({
  token: z.string().describe("Send it as Sluice-Queue-Token"),
  visitor_id: z.string(),
  event_id: z.string(),
  joined_at: timestampSchema,
  expires_at: timestampSchema,
});

export const checkMailSchema = z.object({ status: z.literal("check_mail") });

export const passSchema = z.object({
  pass: z.string().describe("Send it as Sluice-Pass with everything that holds seats"),
  number: z.number().int(),
  use_by: timestampSchema.describe("Hold something by then, or the pass is over"),
  ends_at: timestampSchema.describe("Choosing seats ends; what is held then can still be paid"),
});

export const drawSchema = z.object({
  event_id: z.string(),
  commitment: z.string().describe("SHA-256 of the seed, hex, known when the sale is announced"),
  beacon: z.object({ chain: z.string(), round: z.number().int() }).nullable(),
  seed: z.string().nullable().describe("Hex; null until the lobby has closed"),
  randomness: z.string().nullable().describe("Of the beacon's round, hex; null when it could not be reached"),
  drawn_at: timestampSchema.nullable(),
});

const durationSchema = z.number().int().min(1_000).max(86_400_000);
const rateSchema = z.number().positive().max(10_000);

/** What the operator changes: members that are left out stay. The event's object has the last word on what goes together. */
export const queueChangeSchema = z
  .object({
    mode: z.enum(QUEUE_MODES),
    visitors: z.enum(VISITOR_KINDS),
    rate_per_s: rateSchema,
    max_active: z.number().int().min(1).max(200_000),
    opens_at: timestampSchema.nullable(),
    lobby_from: timestampSchema.nullable(),
    is_paused: z.boolean(),
    message: z.string().min(1).max(500).nullable(),
    pass_ttl_ms: durationSchema,
    session_ttl_ms: durationSchema,
    switch_on: z.object({ rate_per_s: rateSchema, active: z.number().int().min(1) }).strict(),
  })
  .partial()
  .strict();

export const queueStateSchema = z.object({
  event_id: z.string(),
  at: timestampSchema,
  phase: z.enum(["before", "lobby", "drawing", "open", "paused"]),
  needs_pass: z.boolean(),
  is_open_to_all: z.boolean(),
  effective_rate_per_s: z.number().describe("Passes per second as the autopilot and the cap leave the rate"),
  active: z.number().int(),
  joined: z.number().int().describe("Tokens given so far; for estimates only"),
  invited_until: z
    .number()
    .nullable()
    .describe("Who joined before this second, since 1970, is invited: 0 while lots are called, null: everybody"),
  present_share: z.number(),
  gates: z.number().int(),
  settings: queueChangeSchema.required(),
});

export type QueueChangeWire = z.output<typeof queueChangeSchema>;
export type QueueStateWire = z.infer<typeof queueStateSchema>;
export type DrawWire = z.infer<typeof drawSchema>;
export type JoinedWire = z.infer<typeof joinedSchema>;
export type StandingWire = z.infer<typeof standingSchema>;
export type PollWire = z.infer<typeof pollSchema>;
export type PassWire = z.infer<typeof passSchema>;
