import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createDrandBeacon } from "../../durable-objects/event/drand-beacon.ts";
import type { Beacon } from "../../domain/ports/beacon.ts";
import type { RunningService } from "../process/run-service.ts";
import { chainOf } from "./chain-of.ts";
import { startBeacon } from "./start-beacon.ts";

const GENESIS_MS = 1_692_803_367_000;
const { signal } = new AbortController();

let nowMs: number;
let service: RunningService & { readonly url: string };
let beacon: Beacon;

beforeEach(async () => {
  nowMs = GENESIS_MS + 3_000;
  service = await startBeacon({ port: 0, key: "secret", nowMs: () => nowMs });
  beacon = createDrandBeacon({ BEACON_URL: service.url, BEACON_CHAIN: chainOf("secret") });
});

afterEach(() => service.stop());

async function chaos(body: string): Promise<number> {
  return (await fetch(`${service.url}/_sim/chaos`, { method: "POST", body })).status;
}

describe("the stand-in for drand", () => {
  it("publishes a round when its time has come, not before, and the same for ever", async () => {
    expect(beacon.roundAfter(nowMs)).toBe(2);
    const second = await beacon.randomness(2, signal);
    await expect(beacon.randomness(3, signal)).rejects.toThrow("425");
    nowMs += 2_999;
    await expect(beacon.randomness(3, signal)).rejects.toThrow("425");
    nowMs += 1;
    const third = await beacon.randomness(3, signal);
    expect(third).not.toBe(second);
    expect(await beacon.randomness(2, signal)).toBe(second);
  });

  it("derives randomness from the signature as drand does", async () => {
    const answer = await fetch(`${service.url}/${chainOf("secret")}/public/latest`);
    const { round, randomness, signature } = (await answer.json()) as Record<string, string>;
    expect(round).toBe(2);
    expect(
      createHash("sha256")
        .update(Buffer.from(signature ?? "", "hex"))
        .digest("hex"),
    ).toBe(randomness);
  });

  it("has other rounds under another key, on a chain of another name", async () => {
    const other = await startBeacon({ port: 0, key: "other", nowMs: () => nowMs });
    const its = createDrandBeacon({ BEACON_URL: other.url, BEACON_CHAIN: chainOf("other") });
    expect(await its.randomness(1, signal)).not.toBe(await beacon.randomness(1, signal));
    const stranger = createDrandBeacon({ BEACON_URL: other.url, BEACON_CHAIN: chainOf("secret") });
    await expect(stranger.randomness(1, signal)).rejects.toThrow("404");
    await other.stop();
  });

  it("is unreachable for as long as it is told to be", async () => {
    expect(await chaos('{"unreachable":true}')).toBe(200);
    await expect(beacon.randomness(1, signal)).rejects.toThrow("503");
    expect(await chaos('{"unreachable":false}')).toBe(200);
    expect(await beacon.randomness(1, signal)).toMatch(/^[0-9a-f]{64}$/);
    for (const body of ["", "{", "{}", '{"unreachable":1}']) expect(await chaos(body)).toBe(400);
  });
});
