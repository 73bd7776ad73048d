import { afterEach, describe, expect, it, vi } from "vitest";
import { createDrandBeacon } from "./drand-beacon.ts";

const GENESIS_MS = 1_692_803_367_000;
const RANDOMNESS = "ab".repeat(32);
const { signal } = new AbortController();
const beacon = createDrandBeacon({ BEACON_URL: "", BEACON_CHAIN: "" });

afterEach(() => void vi.restoreAllMocks());

function answerWith(body: unknown, status = 200) {
  return vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json(body, { status }));
}

describe("drand", () => {
  it("is quicknet unless something else is set", async () => {
    const fetched = answerWith({ round: 7, randomness: RANDOMNESS, signature: "aa" });
    expect(await beacon.randomness(7, signal)).toBe(RANDOMNESS);
    expect(fetched.mock.calls[0]?.[0]).toBe(
      "https://api.drand.sh/52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971/public/7",
    );
  });

  it("knows the first round that comes at a time or after it", () => {
    expect(beacon.roundAfter(0)).toBe(1);
    expect(beacon.roundAfter(GENESIS_MS)).toBe(1);
    expect(beacon.roundAfter(GENESIS_MS + 1)).toBe(2);
    expect(beacon.roundAfter(GENESIS_MS + 3_000)).toBe(2);
    expect(beacon.roundAfter(GENESIS_MS + 3_001)).toBe(3);
  });

  it.each([
    ["another round", { round: 8, randomness: RANDOMNESS }],
    ["too little of it", { round: 7, randomness: "ab".repeat(31) }],
    ["no hex", { round: 7, randomness: "zz".repeat(32) }],
    ["nothing", {}],
    ["no object", null],
  ])("is not believed when it answers with %s", async (_what, body) => {
    answerWith(body);
    await expect(beacon.randomness(7, signal)).rejects.toThrow("round 7");
  });

  it.each([404, 425, 500])("throws when it answers %i", async (status) => {
    answerWith({ round: 7, randomness: RANDOMNESS }, status);
    await expect(beacon.randomness(7, signal)).rejects.toThrow(String(status));
  });
});
