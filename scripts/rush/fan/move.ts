import type { EventId, UserId } from "../../../domain/contract/ids.ts";
import type { PlanLayout } from "../../../domain/plan/plan-layout.ts";
import type { Notes } from "../audit/notes.ts";
import type { FanPlan } from "../plan-fan.ts";

/** What fans ask for, as the report names it. */
export const STEPS = {
  join: "join the queue",
  poll: "poll the queue",
  pass: "claim the pass",
  look: "look at the map",
  hold_map: "hold seats of the map",
  hold_best: "hold the best seats",
  start: "initiatePayment",
  decline: "card declined",
  pay: "pay",
  status: "payment-status",
  release: "give seats back",
  leave: "leave the sale",
  trespass: "hold without a good pass",
} as const;
export type Step = keyof typeof STEPS;

/** How a fan's day ended. */
export const OUTCOMES = {
  sold: "paid, with tickets",
  abandoned: "walked away from a hold",
  ghost: "joined and never came back",
  sold_out: "found nothing left",
  paid_late: "paid too late, money back",
  refused: "was refused",
  gave_up: "got no answer",
  trespasser: "came without a good pass",
} as const;
export type Outcome = keyof typeof OUTCOMES;

export interface Ask {
  readonly step: Step;
  readonly to: "api" | "simulator";
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** 2: a double click, the same request twice at once. */
  readonly copies: 1 | 2;
}

export interface Reply {
  /** 0: no answer. */
  readonly status: number;
  /** The JSON that was answered; null when it was none. */
  readonly body: unknown;
  readonly bytes: Uint8Array;
  /** Of a problem; null of a success. */
  readonly code: string | null;
  readonly retryAfterMs: number | null;
  /** When it was sent, and when its answer was here, since 1970. */
  readonly sentAtMs: number;
  readonly atMs: number;
  /** From one to the other, by a finer clock. */
  readonly tookMs: number;
}

/** What somebody does next: a request at its time and what he makes of the replies, or nothing any more. */
export type Move =
  | {
      readonly kind: "ask";
      readonly atMs: number;
      readonly ask: Ask;
      readonly answered: (replies: readonly [Reply, ...Reply[]]) => Move;
    }
  | { readonly kind: "gone"; readonly outcome: Outcome };

/** Of an account: what lets it sign in, and from where it comes. */
export interface Account {
  readonly id: UserId;
  readonly email: string;
  /** The header that signs it in. */
  readonly basic: string;
  readonly address: string;
}

/** What all fans know of the sale. */
export interface Sale {
  readonly event: EventId;
  readonly layout: PlanLayout;
  readonly hasQueue: boolean;
  readonly maxPerBuyer: number;
  readonly passTtlMs: number;
  readonly notes: Notes;
}

/** Somebody in the crowd. The pass is the one thing that he carries from step to step. */
export interface Fan {
  readonly plan: FanPlan;
  readonly account: Account;
  readonly sale: Sale;
  pass: string | null;
}
