import type { Notes } from "../audit/notes.ts";
import { STEPS, type Reply, type Step } from "../fan/move.ts";
import { LatencySketch } from "../latency-sketch.ts";

/** Steps whose latencies the report draws together. */
export const GROUPS = {
  queue: ["join", "poll", "pass"],
  holds: ["hold_map", "hold_best"],
  payments: ["start", "status"],
} as const satisfies Record<string, readonly Step[]>;
export type Group = keyof typeof GROUPS;

export interface Percentiles {
  readonly p50: number | null;
  readonly p99: number | null;
}

/** How things stood at the end of a second of the sale. */
export interface Sample {
  /** Since the doors opened. */
  readonly atMs: number;
  readonly joined: number;
  readonly waiting: number;
  readonly admitted: number;
  readonly holding: number;
  readonly seatsSold: number;
  /** Answers in this second. */
  readonly replies: number;
  readonly latency: Readonly<Record<Group, Percentiles>>;
}

const GROUP_OF = new Map<Step, Group>(
  (Object.keys(GROUPS) as Group[]).flatMap((group) => GROUPS[group].map((step) => [step, group] as const)),
);

/** What the crowd's answers took: of each step over the whole sale, and of each second. */
export class Measures {
  readonly steps = new Map<Step, LatencySketch>(
    (Object.keys(STEPS) as Step[]).map((step) => [step, new LatencySketch()]),
  );
  /** From a request's time to its sending: how far the crowd itself, bounded as it is, was behind. */
  readonly lag = new LatencySketch();
  readonly samples: Sample[] = [];
  replies = 0;
  #repliesBefore = 0;
  #second = newSecond();

  replied(step: Step, reply: Reply): void {
    this.replies++;
    this.steps.get(step)?.add(reply.tookMs);
    const group = GROUP_OF.get(step);
    if (group !== undefined) this.#second[group].add(reply.tookMs);
  }

  /** To be called each second. */
  sample(atMs: number, notes: Notes): Sample {
    const { joined, waiting, admitted, holding, seatsSold } = notes;
    const replies = this.replies - this.#repliesBefore;
    const { queue, holds, payments } = this.#second;
    const latency = { queue: percentiles(queue), holds: percentiles(holds), payments: percentiles(payments) };
    const sample = { atMs, joined, waiting, admitted, holding, seatsSold, replies, latency };
    this.samples.push(sample);
    this.#repliesBefore = this.replies;
    this.#second = newSecond();
    return sample;
  }
}

function newSecond(): Record<Group, LatencySketch> {
  return { queue: new LatencySketch(), holds: new LatencySketch(), payments: new LatencySketch() };
}

function percentiles(sketch: LatencySketch): Percentiles {
  return { p50: sketch.quantile(0.5) ?? null, p99: sketch.quantile(0.99) ?? null };
}
