import { describe, expect, it } from "vitest";
import type { Contender } from "../contender.ts";
import type { Round } from "../measure/round.ts";
import { isReached, targetsOf } from "./targets.ts";

function figuresOf(name: string, requestsPerS: number, cpuUsPerRequest: number) {
  const round = { requestsPerS, cpuUsPerRequest, settledCpuUsPerRequest: 2 * cpuUsPerRequest, commandsPerRpc: 9 };
  return { contender: { name } as Contender, rounds: [round, round] as unknown as Round[], fsyncsPerRequest: null };
}

describe("the figures to reach", () => {
  const holds = [
    figuresOf("sluice-1-pass", 4_000, 200),
    figuresOf("limit-pass", 5_000, 100),
    figuresOf("postgres-conditional", 1_000, 1_000),
    figuresOf("postgres-batched", 4_000, 300),
  ];
  const targets = targetsOf({ holds }, "pass");
  const target = (what: string) => targets.find((each) => each.what === what);

  it("are ratios of what was measured", () => {
    const against = target("holds/s against (c), one isolate");
    expect(against?.value.median).toBe(0.8);
    expect(against === undefined ? undefined : isReached(against)).toBe(true);
  });

  it("are not reached when they are missed, from either side", () => {
    const [speed, cpu] = [target("holds/s against (a) batched"), target("CPU per hold against (a) batched")];
    expect([speed, cpu].map((each) => each && isReached(each))).toEqual([false, true]);
  });

  it("are neither when a contender did not take part", () => {
    const redis = target("holds/s against (b) Redis Lua");
    expect(redis === undefined ? true : isReached(redis)).toBeUndefined();
  });

  it("are left out when their section was", () => {
    expect(targetsOf({}, "pass")).toEqual([]);
  });
});
