import type { Command, EventConfig } from "../contract/event-object.ts";
import type { BookingId } from "../contract/ids.ts";
import { applyBooking, forgetBooking } from "./apply.ts";
import { decide } from "./decide.ts";
import { expireDue } from "./expire.ts";
import { createState, type InventoryState } from "./state.ts";

/** What changed an inventory, in order; the persisted form is `durable-objects/event/command-log.ts`. */
export type LogEntry =
  | { readonly kind: "configure"; readonly config: EventConfig }
  /** At `atMs`: the earliest `expired` due bookings expire, then the commands that changed something. */
  | { readonly kind: "batch"; readonly atMs: number; readonly expired: number; readonly commands: readonly Command[] }
  | { readonly kind: "forget"; readonly ids: readonly BookingId[] };

/**
 * The state after a log, decided anew by the same rules. Throws when the log does not begin with a configuration, or
 * when an entry does not do again what it was logged for: then rules or log are not what they were.
 */
export function replay(entries: Iterable<LogEntry>): InventoryState {
  let state: InventoryState | undefined;
  for (const entry of entries) {
    if (entry.kind === "configure") state = reconfigure(state, entry.config);
    else if (state === undefined) throw new Error("the log does not begin with a configuration");
    else if (entry.kind === "forget") for (const id of entry.ids) forgetBooking(state, id);
    else replayBatch(state, entry);
  }
  if (state === undefined) throw new Error("the log is empty");
  return state;
}

/** The same bookings under another configuration. */
export function reconfigure(state: InventoryState | undefined, config: EventConfig): InventoryState {
  const next = createState(config);
  for (const booking of state?.bookings.values() ?? []) applyBooking(next, booking);
  if (state !== undefined) next.version = state.version + 1;
  return next;
}

function replayBatch(state: InventoryState, entry: Extract<LogEntry, { kind: "batch" }>): void {
  const expired = expireDue(state, entry.atMs, entry.expired);
  if (expired.length !== entry.expired) throw new Error(`${expired.length} of ${entry.expired} bookings expired again`);
  for (const booking of expired) applyBooking(state, booking);
  for (const command of entry.commands) {
    const { answer, changes } = decide(state, command, entry.atMs);
    if (changes.length === 0) throw new Error(`${command.type} came to nothing: ${JSON.stringify(answer.result)}`);
    for (const booking of changes) applyBooking(state, booking);
  }
}
