import type { BookingSnapshot } from "../../domain/contract/event-object.ts";

/** Of what the object and Postgres know of one booking, the higher version: the object forgets, Postgres lags. */
export function newest(
  live: BookingSnapshot | undefined,
  recorded: BookingSnapshot | undefined,
): BookingSnapshot | undefined {
  if (live === undefined || recorded === undefined) return live ?? recorded;
  return live.version >= recorded.version ? live : recorded;
}
