/**
 * What makes a repeat safe (I4): the first answer to a request is kept in the booking that the request changed, for 24 h,
 * and nothing older than that counts. Refusals are not kept: they changed nothing.
 */
import type { Command, RepeatKey } from "../contract/event-object.ts";
import { DAY_MS } from "../time.ts";
import type { Booking, BookingContent } from "./booking.ts";

export const REMEMBER_MS = DAY_MS;

/** Remembered changes (select, release) of one booking; one more is refused as `too_many_changes`. */
export const MAX_REMEMBERED_CHANGES = 64;

/**
 * Remembered checkouts and cancellations of one booking. They must always be possible, so the oldest makes room: to repeat
 * such a request on the same state gives the same answer anyway. The answer that opened the booking never makes room: to
 * repeat that request would open another one.
 */
const MAX_REMEMBERED_OTHERS = 16;

export interface RememberedAnswer {
  readonly scope: string;
  readonly fingerprint: string;
  /** change: select or release. other: create_booking or buy, which is always the first, checkout, cancel. */
  readonly kind: "change" | "other";
  readonly atMs: number;
  /** The booking as the answer showed it. */
  readonly content: BookingContent;
}

/** Behind a member, so that storage can leave them packed until they are asked for. */
export interface RememberedAnswers {
  readonly list: readonly RememberedAnswer[];
}

export const NO_ANSWERS: RememberedAnswers = { list: [] };

export function isRemembered({ atMs }: RememberedAnswer, nowMs: number): boolean {
  return atMs >= nowMs - REMEMBER_MS;
}

export function rememberedChanges(booking: Booking, nowMs: number): number {
  return booking.answers.list.filter((answer) => answer.kind === "change" && isRemembered(answer, nowMs)).length;
}

/** The booking with its present content remembered as the answer to a request. Not a change of the content. */
export function remember(booking: Booking, repeat: RepeatKey, type: Command["type"], nowMs: number): Booking {
  const kind = type === "select" || type === "release" ? "change" : "other";
  const { status, seats, places, deadlineMs, paymentId, version } = booking;
  const content = { status, seats, places, deadlineMs, paymentId, version };
  const kept = booking.answers.list.filter((answer) => isRemembered(answer, nowMs));
  const others = kept.filter((answer) => answer.kind === "other");
  const [opening] = booking.answers.list;
  const oldest =
    kind === "other" && others.length > MAX_REMEMBERED_OTHERS ? others.find((answer) => answer !== opening) : undefined;
  const { scope, fingerprint } = repeat;
  return {
    ...booking,
    answers: {
      list: [...kept.filter((answer) => answer !== oldest), { scope, fingerprint, kind, atMs: nowMs, content }],
    },
  };
}
