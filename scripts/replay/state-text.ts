import { BOOKING_STATUSES, type StatusCounts } from "../../domain/contract/event-object.ts";
import type { StateDigestWire } from "../../domain/contract/wire/inspection.ts";
import { availability } from "../../domain/inventory/availability.ts";
import { alignColumns } from "./align-columns.ts";
import type { ReplayedSale } from "./replayed-sale.ts";
import { timeText } from "./time-text.ts";

const STATUSES = ["free", "selected", "reserved", "sold", "blocked"] as const satisfies readonly (keyof StatusCounts)[];

/** How a replayed sale stands at a time: entry, version, hash, and what is sold. */
export function stateText(sale: ReplayedSale, nowMs: number): string[] {
  const { state, lastEntry, atMs } = sale;
  const house = availability(state, nowMs);
  const bookings = [...state.bookings.values()];
  const counts = BOOKING_STATUSES.map(
    (status) => [status, bookings.filter((each) => each.status === status).length] as const,
  );
  return [
    ...alignColumns([
      ["at entry", `${lastEntry}${atMs === undefined ? "" : `, ${timeText(atMs)} UTC`}`],
      ["version", String(state.version)],
      ["hash", sale.hash],
    ]),
    "",
    ...alignColumns([
      ["", ...STATUSES],
      ["seats", ...countsOf(house.seats)],
      ...house.areas.map((area, i) => [state.config.areas[i]?.name ?? `area ${i}`, ...countsOf(area)]),
    ]),
    "",
    `  ${bookings.length} bookings: ${counts.map(([status, count]) => `${count} ${status}`).join(", ")}`,
  ];
}

/** Beside what the object says of itself at the same entry. */
export function comparisonText(sale: ReplayedSale, digest: StateDigestWire): string[] {
  return alignColumns([
    ["", "replayed", "object"],
    ["entry", String(sale.lastEntry), String(digest.last_entry)],
    ["version", String(sale.state.version), String(digest.version)],
    ["hash", sale.hash, digest.hash],
  ]);
}

function countsOf(counts: StatusCounts): string[] {
  return STATUSES.map((status) => String(counts[status]));
}
