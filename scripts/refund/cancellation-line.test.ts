import { expect, it } from "vitest";
import { cancellationLine } from "./cancellation-line.ts";

it("says how far a cancellation is, and whether more may come", () => {
  const progress = {
    event_id: "evt_1",
    cancelled_at: "2026-11-21T10:00:00.000Z",
    reason: "storm",
    done_at: null,
    bookings: 40,
    requested: 3,
    done: 12,
    failed: 1,
    refunded_minor: 54_000,
  };
  const line = "refunded 12 of 40  €540.00  on their way 3  failed 1";
  expect(cancellationLine(progress, "eur")).toBe(`${line}  looking for more`);
  expect(cancellationLine({ ...progress, done_at: progress.cancelled_at }, "eur")).toBe(line);
});
