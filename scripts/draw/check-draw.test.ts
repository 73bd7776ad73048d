import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mintVisitorId } from "../../domain/contract/ids.ts";
import type { DrawRecord } from "../../domain/contract/waiting-room.ts";
import { checkDraw } from "./check-draw.ts";
import type { BeaconRound } from "./fetch-round.ts";

const hashOf = (hex: string) => createHash("sha256").update(Buffer.from(hex, "hex")).digest("hex");
const seed = "11".repeat(32);
const signature = "22".repeat(48);
const randomness = hashOf(signature);
const visitor = mintVisitorId(1);
const record: DrawRecord = {
  commitment: hashOf(seed),
  beacon: { chain: "33".repeat(32), round: 7 },
  seed,
  randomness,
  drawnAtMs: 1,
};
const round: BeaconRound = { kind: "published", from: "https://relay", randomness, signature };

describe("a draw that is checked", () => {
  it("shows each step to a visitor's lot, and nothing wrong", () => {
    const { lines, faults } = checkDraw(record, visitor, round);
    expect(faults).toEqual([]);
    const shown = lines.join("\n");
    for (const value of [record.commitment, seed, randomness, visitor, "round 7"]) expect(shown).toContain(value);
    expect(shown).toMatch(/the first 48 bits are the lot: [0-9a-f]{12} = \d+/);
  });

  it("stands on the seed alone when the beacon could not be reached then, and says so", () => {
    const { lines, faults } = checkDraw({ ...record, randomness: null }, visitor, undefined);
    expect(faults).toEqual([]);
    expect(lines.join("\n")).toContain("the seed alone counts");
  });

  it("does not claim what the beacon could not be asked", () => {
    const away: BeaconRound = { kind: "unreachable", from: "https://relay", why: "no network" };
    const { lines, faults } = checkDraw(record, visitor, away);
    expect(faults).toEqual([]);
    expect(lines.join("\n")).toContain("no network");
  });

  it.each<[string, Partial<DrawRecord>, BeaconRound | undefined, RegExp]>([
    ["another seed", { seed: "12".repeat(32) }, round, /not the one that was announced/],
    ["no seed yet", { seed: null, randomness: null }, undefined, /not made yet/],
    ["other randomness", { randomness: "44".repeat(32) }, round, /not the beacon's of that round/],
    ["randomness of no round", { beacon: null }, undefined, /no round/],
    ["a made-up round", {}, { ...round, signature: "23".repeat(48) }, /not SHA-256 of its signature/],
  ])("is wrong with %s", (_what, changed, by, fault) => {
    expect(checkDraw({ ...record, ...changed }, visitor, by).faults.join()).toMatch(fault);
  });
});
