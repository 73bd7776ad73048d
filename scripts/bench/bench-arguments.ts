import { parseArgs } from "node:util";
import { CommandFailure } from "../command-failure.ts";

export const SECTIONS = ["holds", "polls", "latency", "feed", "best"] as const;
export type Section = (typeof SECTIONS)[number];

export interface BenchArguments {
  readonly sections: ReadonlySet<Section>;
  readonly rounds: number;
  /** Per round and contender, besides the run-in. */
  readonly requests: number;
  readonly seed: number;
  /** A file for all figures. */
  readonly json: string | undefined;
}

export const USAGE = `npm run bench -- [--only ${SECTIONS.join("|")}[,…]] [--rounds 5] [--requests 8000] [--seed 1] [--json out.json]`;

/** A house of 50,000 seats is all but gone after more. */
const MAX_REQUESTS = 40_000;

/** Throws a plain line for what it does not know. */
export function readBenchArguments(args: readonly string[]): BenchArguments {
  const text = { type: "string" } as const;
  const options = { only: text, rounds: text, requests: text, seed: text, json: text };
  try {
    const { values } = parseArgs({ args: [...args], options });
    return {
      sections: new Set(values.only === undefined ? SECTIONS : values.only.split(",").map(sectionOf)),
      rounds: wholeNumber("--rounds", values.rounds ?? "5", 1, 100),
      requests: wholeNumber("--requests", values.requests ?? "8000", 100, MAX_REQUESTS),
      seed: wholeNumber("--seed", values.seed ?? "1", 0, 2 ** 31),
      json: values.json,
    };
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), USAGE);
  }
}

function sectionOf(name: string): Section {
  const section = SECTIONS.find((each) => each === name);
  if (section === undefined) throw new Error(`--only knows no ${name}`);
  return section;
}

function wholeNumber(option: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new Error(`${option} must be a whole number from ${min} to ${max}, not ${text}`);
  }
  return value;
}
