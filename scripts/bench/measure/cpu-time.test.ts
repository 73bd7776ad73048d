import { describe, expect, it } from "vitest";
import { cpuTimeUs, parseStat, sumOfTrees } from "./cpu-time.ts";

function stat(pid: number, parent: number, [user, system, childUser, childSystem]: readonly number[], name = "node") {
  return parseStat(
    `${pid} (${name}) S ${parent} 1 1 0 -1 4194560 9 9 0 0 ${user} ${system} ${childUser} ${childSystem} 20 0 1 0 5`,
  );
}

describe("CPU time of processes", () => {
  it("is user and system time, with that of ended children, whatever the process is called", () => {
    expect(stat(12, 3, [100, 20, 3, 4], "a (b) S 9")).toEqual({ pid: 12, parent: 3, cpuUs: 1_270_000 });
  });

  it("counts each process of a tree once, and no other", () => {
    const processes = [
      stat(1, 0, [500, 0, 0, 0]),
      stat(10, 1, [1, 0, 0, 0]),
      stat(11, 10, [2, 0, 0, 0]),
      stat(12, 11, [4, 0, 0, 0]),
      stat(20, 1, [8, 0, 0, 0]),
    ];
    expect(sumOfTrees(processes, [10])).toBe(70_000);
    expect(sumOfTrees(processes, [10, 11])).toBe(70_000);
    expect(sumOfTrees(processes, [10, 20])).toBe(150_000);
  });

  it("grows while this process works", () => {
    const self = [{ name: "self", pid: process.pid }];
    const before = cpuTimeUs(self);
    let rounds = 0;
    while (cpuTimeUs(self) === before && rounds < 1e6) rounds++;
    expect(rounds).toBeLessThan(1e6);
  });
});
