/**
 * What a command comes to, decided purely: no clock, no randomness, no I/O, and the state is only read. The change is the
 * list of new booking values; `applyBooking` in order makes it so. Throws only on a bug.
 *
 * The order of checks, for every command:
 *   1. idempotency (I4): the first answer again, or idempotency_key_reused. Before anything that time may have changed.
 *   2. the pass, where the sale is queued (I5): `admit` refuses, for what takes new seats
 *   3. the event: does it take place, for what takes new seats or begins a payment; the sale window, for what takes new seats
 *   4. the booking: does it exist for this buyer, does its status at `nowMs` allow the command, was it changed too often.
 *      What a payment has to say is refused for an event that does not take place here: what it has confirmed stays so
 *   5. the items: do they exist and is the wish for the best one that can be had at all, does the buyer's limit allow them
 *      (I8), are those named free (I1), would they leave a single seat alone, are there so many of the best
 * Each command's file has its own list in that order. Refusals are not remembered.
 */
import type { Command, CommandAnswer, RepeatKey } from "../contract/event-object.ts";
import { ok, refuse, type Refusal } from "../result.ts";
import { awaitMoney } from "./await-money.ts";
import type { Booking } from "./booking.ts";
import { cancel } from "./cancel.ts";
import { buy, checkout } from "./checkout.ts";
import { confirm } from "./confirm.ts";
import { createBooking } from "./create-booking.ts";
import type { CommandResult } from "./outcome.ts";
import { release } from "./release.ts";
import { isRemembered, remember } from "./remembered-answer.ts";
import { reopen } from "./reopen.ts";
import { revoke } from "./revoke.ts";
import { select } from "./select.ts";
import { snapshotOf } from "./snapshot-of.ts";
import type { InventoryState } from "./state.ts";

export interface Decision {
  readonly answer: CommandAnswer;
  /** New booking values, to be applied in this order; empty when the command changes nothing. */
  readonly changes: readonly Booking[];
}

/** Why the waiting room does not let a command in; undefined: it may come. A replay lets in what was let in. */
export type Admit = (command: Command) => Refusal | undefined;

const everybody: Admit = () => undefined;

export function decide(state: InventoryState, command: Command, nowMs: number, admit: Admit = everybody): Decision {
  const repeat = "repeat" in command ? command.repeat : undefined;
  const repeated = "repeat" in command ? answerRepeat(state, command, nowMs) : undefined;
  if (repeated !== undefined) return { answer: repeated, changes: [] };

  const turnedAway = admit(command);
  if (turnedAway !== undefined)
    return { answer: { result: { ok: false, refusal: turnedAway }, replayed: false }, changes: [] };

  const outcome = dispatch(state, command, nowMs);
  if (!outcome.ok) return { answer: { result: outcome, replayed: false }, changes: [] };
  const { booking, expired } = outcome.value;
  const isUnchanged = booking === state.bookings.get(booking.id);
  // A booking that had ended before gives the same answer for ever: nothing to remember.
  const isFinal = isUnchanged && booking.endedAtMs !== null;
  const next = repeat === undefined || isFinal ? booking : remember(booking, repeat, command.type, nowMs);
  const changes = next === state.bookings.get(next.id) ? expired : [...expired, next];
  const replayed = repeat === undefined && isUnchanged;
  return { answer: { result: ok(snapshotOf(state.config, next)), replayed }, changes };
}

/** A scope stands for its buyer too, so one of his own bookings remembers it or none does. */
function answerRepeat(
  { config, bookings, holdingOf, endedOf }: InventoryState,
  { buyerId, repeat }: Extract<Command, { readonly repeat: RepeatKey }>,
  nowMs: number,
): CommandAnswer | undefined {
  for (const ids of [holdingOf.get(buyerId), endedOf.get(buyerId)]) {
    for (const id of ids ?? []) {
      const booking = bookings.get(id);
      const first = booking?.answers.list.find(
        (answer) => answer.scope === repeat.scope && isRemembered(answer, nowMs),
      );
      if (booking === undefined || first === undefined) continue;
      if (first.fingerprint !== repeat.fingerprint)
        return { result: refuse("idempotency_key_reused"), replayed: false };
      return { result: ok(snapshotOf(config, booking, first.content)), replayed: true };
    }
  }
  return undefined;
}

function dispatch(state: InventoryState, command: Command, nowMs: number): CommandResult {
  switch (command.type) {
    case "create_booking":
      return createBooking(state, command, nowMs);
    case "select":
      return select(state, command, nowMs);
    case "release":
      return release(state, command, nowMs);
    case "checkout":
      return checkout(state, command, nowMs);
    case "buy":
      return buy(state, command, nowMs);
    case "cancel":
      return cancel(state, command, nowMs);
    case "confirm":
      return confirm(state, command, nowMs);
    case "await_money":
      return awaitMoney(state, command, nowMs);
    case "reopen":
      return reopen(state, command, nowMs);
    case "revoke":
      return revoke(state, command, nowMs);
    default:
      throw new Error(
        `unknown command ${JSON.stringify((command satisfies never as { readonly type: unknown }).type)}`,
      );
  }
}
