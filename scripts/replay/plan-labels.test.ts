import { describe, expect, it } from "vitest";
import { mintEventId, seatId } from "../../domain/contract/ids.ts";
import { PlanLabels } from "./plan-labels.ts";

const event = mintEventId();
const labels = new PlanLabels({
  zones: [{ name: "B" }, { name: "Stalls-left" }],
  rows: [
    { zone: 0, label: "12", firstSeat: 0, seatCount: 2 },
    { zone: 1, label: "A", firstSeat: 2, seatCount: 3 },
  ],
  seats: { label: ["7", "8", "1", "2", "2"] },
});

describe("a seat", () => {
  it("is named by zone, row and number, as the plan writes them", () => {
    expect([0, 1, 2].map((seat) => labels.of(seat))).toEqual(["B-12-7", "B-12-8", "Stalls-left-A-1"]);
  });

  it("is found by that name in any case of letters, and by its id", () => {
    expect(labels.find("B-12-8", event)).toBe(1);
    expect(labels.find("stalls-left-a-1", event)).toBe(2);
    expect(labels.find(seatId(event, 2), event)).toBe(2);
  });

  it.each([
    ["B-12-9", "is not in the plan, which has such as B-12-7"],
    [seatId(event, 5), "is not in the plan"],
    [seatId(mintEventId(), 1), "of another event"],
    ["Stalls-left-A-2", "several"],
  ])("that cannot be meant is refused: %s", (name, message) => {
    expect(() => labels.find(name, event)).toThrow(message);
  });
});
