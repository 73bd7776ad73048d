import type { Sample } from "./crowd/measures.ts";
import { clock } from "./report/clock.ts";
import { latency } from "./report/latency.ts";

/** How the sale stands, on one line. */
export function progressLine(sample: Sample, refused: number, seats: number): string {
  const { atMs, joined, waiting, admitted, holding, seatsSold, replies } = sample;
  const number = (value: number): string => value.toLocaleString("en");
  return [
    clock(atMs / 1_000),
    `joined ${number(joined)}`,
    `waiting ${number(waiting)}`,
    `admitted ${number(admitted)}`,
    `holding ${number(holding)}`,
    `sold ${number(seatsSold)}/${number(seats)}`,
    `refused ${number(refused)}`,
    `${number(replies)} req/s`,
    `p99 hold ${latency(sample.latency.holds.p99)}`,
  ].join("  ");
}
