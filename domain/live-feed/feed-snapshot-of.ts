import { SEAT_STATUSES, type Availability, type SeatStatus, type StatusCounts } from "../contract/event-object.ts";
import { FEED_STATUSES, type FeedSnapshot, type FeedStatus, type FeedTotals } from "../contract/live-feed.ts";

/** Who looks on need not know whether a seat is being chosen or paid. */
const SHOWN_AS: Record<SeatStatus, FeedStatus> = {
  FREE: "free",
  SELECTED: "taken",
  RESERVED: "taken",
  SOLD: "sold",
  BLOCKED: "blocked",
};
const FEED_CODES = SEAT_STATUSES.map((status) => FEED_STATUSES.indexOf(SHOWN_AS[status]));

/** The house as the live feed shows it. */
export function feedSnapshotOf({ version, atMs, seatStatuses, seats, areas }: Availability): FeedSnapshot {
  return {
    kind: "snapshot",
    version,
    atMs,
    seatCount: seatStatuses.length,
    totals: totalsOf(seats),
    areas: areas.map(totalsOf),
    statuses: seatStatuses.map((status) => FEED_CODES[status] ?? 0),
  };
}

function totalsOf({ free, selected, reserved, sold, blocked }: StatusCounts): FeedTotals {
  return { free, taken: selected + reserved, sold, blocked };
}
