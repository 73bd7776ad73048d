import { parseArgs } from "node:util";
import { MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { CommandFailure } from "../command-failure.ts";
import { FAULT_KINDS, isFaultKind, type FaultKind } from "./plan/fault-kinds.ts";

export interface ChaosOptions {
  readonly seed: number;
  /** Of faults. */
  readonly durationMs: number;
  /** Before them: what the sale is like without. */
  readonly calmMs: number;
  /** From one fault to the next, on average. */
  readonly everyMs: number;
  readonly kinds: readonly FaultKind[];
  /** Who comes to buy. */
  readonly buyersPerS: number;
  /** A git revision; undefined: no older bundle is deployed. */
  readonly older: string | undefined;
  /** What QStash's, the providers' and the breaker's waits are multiplied by. */
  readonly timeScale: number;
  readonly cronEveryMs: number;
  /** Where the report goes as JSON. */
  readonly json: string | undefined;
}

export const CHAOS_USAGE = `npm run chaos -- [options]     a private stack under a steady crowd and a seeded adversary, judged afterwards
  --minutes 10         of faults
  --seed 1             the same seed makes the same faults and the same buyers
  --calm 30            seconds without faults before them, in which webhook to ticket is measured
  --every 4            seconds from one fault to the next, on average
  --faults a,b,c       these kinds only: ${wrapped(FAULT_KINDS)}
  --rate 3             buyers per second
  --older HEAD~1       the git revision that is deployed as an older bundle; none: no such fault
  --time-scale 1       what the waits of QStash, of the providers and of the breaker are multiplied by; 1: as in production
  --cron 60            seconds between two runs of the Worker's cron
  --json FILE          the report, for machines too`;

const MAX_SEED = 2 ** 32 - 1;

/** Reads the command line; undefined asks for the usage. Throws a CommandFailure with every flag that is wrong. */
export function chaosOptions(args: readonly string[]): ChaosOptions | undefined {
  const flags = parseFlags(args);
  if (flags.help) return undefined;
  const problems: string[] = [];
  const number = (flag: NumberFlag, min: number, max: number): number => {
    const value = /^\d+(\.\d+)?$/.test(flags[flag]) ? Number(flags[flag]) : Number.NaN;
    if (value >= min && value <= max) return value;
    problems.push(`--${flag} ${flags[flag]}: must be a number from ${min} to ${max}`);
    return min;
  };
  const seed = number("seed", 0, MAX_SEED);
  if (!Number.isInteger(seed)) problems.push(`--seed ${flags.seed}: must be a whole number`);
  const options: ChaosOptions = {
    seed,
    durationMs: number("minutes", 0.05, 24 * 60) * MINUTE_MS,
    calmMs: number("calm", 1, 3_600) * SECOND_MS,
    everyMs: number("every", 0.2, 600) * SECOND_MS,
    kinds: readKinds(flags.faults, problems),
    buyersPerS: number("rate", 0.1, 100),
    older: flags.older === "none" ? undefined : flags.older,
    timeScale: number("time-scale", 0.001, 1),
    cronEveryMs: number("cron", 1, 60) * SECOND_MS,
    json: flags.json,
  };
  if (problems.length > 0) throw new CommandFailure(...problems, "", CHAOS_USAGE);
  return options;
}

type NumberFlag = "minutes" | "seed" | "calm" | "every" | "rate" | "time-scale" | "cron";

function parseFlags(args: readonly string[]) {
  const text = (byDefault: string) => ({ type: "string", default: byDefault }) as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h" },
        minutes: text("10"),
        seed: text("1"),
        calm: text("30"),
        every: text("4"),
        faults: text(FAULT_KINDS.join(",")),
        rate: text("3"),
        older: text("HEAD~1"),
        "time-scale": text("1"),
        cron: text("60"),
        json: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), "", CHAOS_USAGE);
  }
}

function readKinds(text: string, problems: string[]): FaultKind[] {
  const names = text.split(",").map((name) => name.trim());
  problems.push(
    ...names.filter((name) => !isFaultKind(name)).map((name) => `--faults ${name}: there is no such fault`),
  );
  return names.filter(isFaultKind);
}

/** Names with commas, a few to a line. */
function wrapped(names: readonly string[]): string {
  const lines = Array.from({ length: Math.ceil(names.length / 6) }, (_, line) => names.slice(6 * line, 6 * line + 6));
  return lines.map((line) => line.join(", ")).join(`,\n${" ".repeat(23)}`);
}
