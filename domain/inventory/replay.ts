import type { Command, EventConfig } from "../contract/event-object.ts";
import type { BookingId } from "../contract/ids.ts";
import { applyBooking, forgetBooking } from "./apply.ts";
import type { Booking } from "./booking.ts";
import { decide } from "./decide.ts";
import { expireDue } from "./expire.ts";
import { createState, type InventoryState } from "./state.ts";

/** What changed an inventory, in order; the persisted form is `durable-objects/event/command-log.ts`. */
export type LogEntry =
  | { readonly kind: "configure"; readonly config: EventConfig }
  /** At `atMs`: the earliest `expired` due bookings expire, then the commands that changed something. */
  | { readonly kind: "batch"; readonly atMs: number; readonly expired: number; readonly commands: readonly Command[] }
  | { readonly kind: "forget"; readonly ids: readonly BookingId[] };

/** What an entry has done to one booking. */
export interface ReplayedChange {
  readonly atMs: number;
  /** Null: the end of its hold or payment was noted. */
  readonly command: Command | null;
  readonly before: Booking | undefined;
  readonly after: Booking;
}

/** Told of each change once it is made. */
export type OnChange = (change: ReplayedChange, state: InventoryState) => void;

/**
 * The state after a log, decided anew by the same rules. Throws when the log does not begin with a configuration, or
 * when an entry does not do again what it was logged for: then rules or log are not what they were.
 */
export function replay(entries: Iterable<LogEntry>): InventoryState {
  let state: InventoryState | undefined;
  for (const entry of entries) state = replayEntry(state, entry);
  if (state === undefined) throw new Error("the log is empty");
  return state;
}

/** The state after one more entry: `state` itself, changed, or a new one. Throws as `replay` does. */
export function replayEntry(
  state: InventoryState | undefined,
  entry: LogEntry,
  onChange: OnChange = () => undefined,
): InventoryState {
  if (entry.kind === "configure") return reconfigure(state, entry.config);
  if (state === undefined) throw new Error("the log does not begin with a configuration");
  if (entry.kind === "forget") for (const id of entry.ids) forgetBooking(state, id);
  else replayBatch(state, entry, onChange);
  return state;
}

/** The same bookings under another configuration. */
export function reconfigure(state: InventoryState | undefined, config: EventConfig): InventoryState {
  const next = createState(config);
  for (const booking of state?.bookings.values() ?? []) applyBooking(next, booking);
  if (state !== undefined) next.version = state.version + 1;
  return next;
}

function replayBatch(
  state: InventoryState,
  { atMs, expired, commands }: Extract<LogEntry, { kind: "batch" }>,
  onChange: OnChange,
): void {
  const apply = (after: Booking, command: Command | null): void => {
    const before = state.bookings.get(after.id);
    applyBooking(state, after);
    onChange({ atMs, command, before, after }, state);
  };
  const due = expireDue(state, atMs, expired);
  if (due.length !== expired) throw new Error(`${due.length} of ${expired} bookings expired again`);
  for (const booking of due) apply(booking, null);
  for (const command of commands) {
    const { answer, changes } = decide(state, command, atMs);
    if (changes.length === 0) throw new Error(`${command.type} came to nothing: ${JSON.stringify(answer.result)}`);
    // What had to expire to make room stands before the command's own booking.
    for (const booking of changes) apply(booking, booking === changes.at(-1) ? command : null);
  }
}
