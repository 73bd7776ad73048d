import { isCapBound, judgeQueue } from "../../domain/simulation/queue/judge-queue.ts";
import type { QueueOutcome } from "../../domain/simulation/queue/simulate-queue.ts";
import { textChart } from "./text-chart.ts";

/** A table of what happened, charts, and each claim with what was found; `holds`: all of them hold. */
export function describeOutcome(outcome: QueueOutcome): { readonly text: string; readonly holds: boolean } {
  const { wish, audit, comeBack, polls, rpcs, reported, callable, active, issued } = outcome;
  const joined = wish.waves.reduce((sum, { visitors }) => sum + visitors, 0);
  const clearedS = (issued.counts.findLastIndex((count) => count > 0) * issued.slotMs) / 1_000;
  const rows: readonly (readonly [label: string, value: string])[] = [
    ["joined", `${count(joined)}, of whom ${count(comeBack)} come back`],
    ["set", `${wish.ratePerS} passes/s, cap ${count(wish.maxActive)}, sessions of ${wish.sessionMs / 1_000} s`],
    [
      "admitted",
      `${count(audit.admitted)}, the last after ${count(clearedS)} s: ${(audit.admitted / clearedS).toFixed(1)}/s`,
    ],
    ["active", `${count(audit.mostActive)} at most`],
    ["polls (Workers)", `${count(polls.max())}/s at most, ${count(polls.mean())}/s on average`],
    ["reported as here (object)", `${count(reported.max())}/s at most, ${count(reported.mean())}/s on average`],
    ["calls at the object", `${count(rpcs.max())}/s at most`],
  ];
  const claims = judgeQueue(outcome);
  const text = [
    isCapBound(outcome) ? "Bound by the cap" : "Bound by the rate",
    ...rows.map(([label, value]) => `  ${label.padEnd(28)}${value}`),
    textChart("  Waiting (come back, can be called, no pass yet)", callable),
    textChart("  Active", active),
    ...claims.map(({ claim, found, holds }) => `  ${holds ? "holds" : "FAILS"}  ${claim}: ${found}`),
  ].join("\n");
  return { text, holds: claims.every(({ holds }) => holds) };
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}
