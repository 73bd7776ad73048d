import { spreadOf } from "../measure/spread.ts";
import type { FeedFigures } from "../sections/feed.ts";
import type { HoldFigures } from "../sections/holds.ts";
import type { LatencyFigures } from "../sections/latency.ts";
import type { PollFigures } from "../sections/polls.ts";
import { figure, withSpread } from "./format.ts";
import { table } from "./table.ts";
import { isReached, targetsOf, type Figures } from "./targets.ts";

/** All tables of what was measured. */
export function reportOf(figures: Figures, identity: string): string {
  const { holds, polls, latency, feed } = figures;
  return [
    ...(holds === undefined ? [] : [holdsTable(holds)]),
    ...(polls === undefined ? [] : [pollsTable(polls)]),
    ...(latency === undefined ? [] : [latencyTable(latency)]),
    ...(feed === undefined ? [] : [feedTable(feed)]),
    ...targetsTable(figures, identity),
  ].join("\n\n");
}

function holdsTable(holds: readonly HoldFigures[]): string {
  const headings = ["medians (min–max)", "requests/s", "held/s", "refused", "CPU µs", "+ behind", "p50 ms", "p99 ms"];
  const rows = holds.map(({ contender, rounds, fsyncsPerRequest }) => {
    const of = (value: (round: (typeof rounds)[number]) => number) => spreadOf(rounds.map(value));
    const odd = rounds.reduce((sum, round) => sum + round.odd, 0);
    return [
      contender.title + (odd === 0 ? "" : ` [${odd} odd answers!]`),
      withSpread(
        of((round) => round.requestsPerS),
        0,
      ),
      figure(of(({ held, requests, requestsPerS }) => (held / requests) * requestsPerS).median, 0),
      `${figure(of(({ conflicts, requests }) => (100 * conflicts) / requests).median, 0)} %`,
      withSpread(
        of((round) => round.cpuUsPerRequest),
        0,
      ),
      figure(of((round) => round.settledCpuUsPerRequest).median, 0),
      figure(of((round) => round.p50Ms).median, 1),
      figure(of((round) => round.p99Ms).median, 1),
      figure(of((round) => round.commandsPerRpc ?? Number.NaN).median, 1),
      figure(of((round) => round.commandsPerCommit ?? Number.NaN).median, 1),
      figure(fsyncsPerRequest, 3),
    ];
  });
  return [
    "Holds: 1–4 named seats of 50,000 at random, 64 connections (512 to 32 isolates). CPU: all server processes, per request;",
    "+ behind: until everything is written that is written behind the answers.",
    table([...headings, "cmds/RPC", "cmds/commit", "fsyncs/req"], rows),
    "",
    "Where the CPU time goes: µs per request with what is written behind, each process with what it started.",
    ...holds.map(cpuLine),
  ].join("\n");
}

/** The dearest process first; what takes less than a microsecond is left out. */
function cpuLine({ contender, rounds }: HoldFigures): string {
  const names = Object.keys(rounds[0]?.settledCpuUsByProcess ?? {});
  const parts = names
    .map((name) => [name, spreadOf(rounds.map((round) => round.settledCpuUsByProcess[name] ?? 0)).median] as const)
    .filter(([, us]) => us >= 1)
    .toSorted(([, a], [, b]) => b - a);
  return `  ${contender.title}: ${parts.map(([name, us]) => `${name} ${us.toFixed(0)}`).join(", ")}`;
}

function pollsTable(polls: readonly PollFigures[]): string {
  return [
    "Polls: GET /api/events/{id}/queue with a queue token, 64 connections (512 to 32 isolates). CPU: all server processes, per poll.",
    table(
      ["medians (min–max)", "per s", "CPU µs"],
      polls.map(({ title, perS, cpuUs }) => [title, withSpread(spreadOf(perS), 0), withSpread(spreadOf(cpuUs), 0)]),
    ),
  ].join("\n");
}

function latencyTable(latency: readonly LatencyFigures[]): string {
  return [
    "Latency: holds at half the top rate, Poisson arrivals, timed from when each was due, in ms.",
    table(
      ["", "offered/s", "p50", "p99", "p99.9", "max", "odd"],
      latency.map(({ title, offeredPerS, p50Ms, p99Ms, p999Ms, maxMs, odd }) => [
        title,
        figure(offeredPerS, 0),
        ...[p50Ms, p99Ms, p999Ms, maxMs].map((ms) => figure(ms, 1)),
        String(odd),
      ]),
    ),
  ].join("\n");
}

function feedTable({
  sockets,
  changes,
  missed,
  p50Ms,
  p99Ms,
  maxMs,
  cpuShare,
  bytesPerSocketAndS,
}: FeedFigures): string {
  return [
    `Live feed: ${changes} holds while ${sockets} sockets look on; from sending the hold to a socket's frame, in ms.`,
    table(
      ["", "p50", "p99", "max", "missed", "workerd % of a core", "bytes/s per socket"],
      [
        [
          "made → seen",
          ...[p50Ms, p99Ms, maxMs].map((ms) => figure(ms, 0)),
          String(missed),
          figure(100 * cpuShare, 1),
          figure(bytesPerSocketAndS, 0),
        ],
      ],
    ),
  ].join("\n");
}

function targetsTable(figures: Figures, identity: string): string[] {
  const rows = targetsOf(figures, identity).map((target) => {
    const { what, value, atLeast, atMost, digits } = target;
    const reached = isReached(target);
    return [
      what,
      withSpread(value, digits),
      atLeast === undefined ? `≤ ${atMost}` : `≥ ${atLeast}`,
      reached === undefined ? "not measured" : reached ? "reached" : "MISSED",
    ];
  });
  const title = "Figures to reach: ratios are taken round by round.";
  return rows.length === 0 ? [] : [`${title}\n${table(["median (min–max)", "", "reach", ""], rows)}`];
}
