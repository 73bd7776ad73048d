import { parseArgs } from "node:util";
import { CommandFailure } from "../command-failure.ts";

/** How fans choose: seats on the map; the best that there are; the map first, and the best once that was refused. */
export const STYLES = ["map", "best", "mixed"] as const;
export type Style = (typeof STYLES)[number];

export interface RushOptions {
  readonly fans: number;
  readonly seats: number;
  /** Passes per second. */
  readonly ratePerS: number;
  /** Buyers that are active at the same time. */
  readonly maxActive: number;
  readonly seed: number;
  /** Shares, of 1 together. */
  readonly mix: Readonly<Record<Style, number>>;
  /** Shares of the fans, from 0 to 1. */
  readonly decline: number;
  readonly abandon: number;
  readonly doubleClick: number;
  readonly payLate: number;
  readonly ghosts: number;
  /** Fans whose request is under way at the same time. */
  readonly concurrency: number;
  /** When the doors close on who is still waiting or buying. */
  readonly minutes: number;
  readonly out: string;
  readonly hasQueue: boolean;
  readonly gates: number;
}

export const RUSH_USAGE = `npm run rush -- [options]     a whole sale on a private stack, with I1 to I8 checked afterwards
  --fans 2000          who wants to buy
  --seats 1000         what there is
  --rate 20            passes per second
  --cap 400            buyers at the same time
  --seed 1             the same seed makes the same fans
  --mix map:0.5,best:0.4,mixed:0.1     how they choose
  --decline 0.05 --abandon 0.15 --double-click 0.1 --pay-late 0.02 --ghosts 0.3     shares of the fans
  --queue on|off       off: straight to the seats
  --gates 4            objects that combine commands before the event's own
  --concurrency 64     requests under way
  --minutes 5          the longest that the sale may take
  --out rush.html      the report`;

const MAX_SEATS = 100_000;
const MAX_FANS = 1_000_000;

/** Reads the command line; undefined asks for the usage. Throws a CommandFailure with every flag that is wrong. */
export function rushOptions(args: readonly string[]): RushOptions | undefined {
  const flags = parseFlags(args);
  if (flags.help) return undefined;
  const problems: string[] = [];
  const whole = (flag: WholeFlag, min: number, max: number): number => {
    const value = numberOf(flags[flag]);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    problems.push(`--${flag} ${flags[flag]}: must be a whole number from ${min} to ${max}`);
    return min;
  };
  const share = (flag: ShareFlag): number => {
    const value = numberOf(flags[flag]);
    if (value >= 0 && value <= 1) return value;
    problems.push(`--${flag} ${flags[flag]}: must be a share from 0 to 1`);
    return 0;
  };
  const options: RushOptions = {
    fans: whole("fans", 1, MAX_FANS),
    seats: whole("seats", 1, MAX_SEATS),
    ratePerS: whole("rate", 1, 100_000),
    maxActive: whole("cap", 1, 1_000_000),
    seed: whole("seed", 0, 2 ** 32 - 1),
    mix: readMix(flags.mix, problems),
    decline: share("decline"),
    abandon: share("abandon"),
    doubleClick: share("double-click"),
    payLate: share("pay-late"),
    ghosts: share("ghosts"),
    concurrency: whole("concurrency", 1, 1_024),
    minutes: whole("minutes", 1, 240),
    out: flags.out,
    hasQueue: readSwitch("--queue", flags.queue, problems),
    gates: whole("gates", 0, 64),
  };
  if (problems.length > 0) throw new CommandFailure(...problems, "", RUSH_USAGE);
  return options;
}

type WholeFlag = "fans" | "seats" | "rate" | "cap" | "seed" | "concurrency" | "minutes" | "gates";
type ShareFlag = "decline" | "abandon" | "double-click" | "pay-late" | "ghosts";

function parseFlags(args: readonly string[]) {
  const text = (byDefault: string) => ({ type: "string", default: byDefault }) as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: "boolean", short: "h" },
        fans: text("2000"),
        seats: text("1000"),
        rate: text("20"),
        cap: text("400"),
        seed: text("1"),
        mix: text("map:0.5,best:0.4,mixed:0.1"),
        decline: text("0.05"),
        abandon: text("0.15"),
        "double-click": text("0.1"),
        "pay-late": text("0.02"),
        ghosts: text("0.3"),
        concurrency: text("64"),
        minutes: text("5"),
        out: text("rush.html"),
        queue: text("on"),
        gates: text("4"),
      },
    }).values;
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), "", RUSH_USAGE);
  }
}

/** NaN for what is no plain number. */
function numberOf(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}

function readSwitch(flag: string, text: string, problems: string[]): boolean {
  if (text !== "on" && text !== "off") problems.push(`${flag} ${text}: must be on or off`);
  return text === "on";
}

function readMix(text: string, problems: string[]): Record<Style, number> {
  const mix: Record<Style, number> = { map: 0, best: 0, mixed: 0 };
  for (const part of text.split(",")) {
    const [name = "", amount = ""] = part.split(":");
    const style = STYLES.find((known) => known === name.trim());
    if (style === undefined || Number.isNaN(numberOf(amount))) {
      problems.push(`--mix ${part}: must be map, best or mixed, a colon and a share`);
      return mix;
    }
    mix[style] = numberOf(amount);
  }
  const total = STYLES.reduce((sum, style) => sum + mix[style], 0);
  if (Math.abs(total - 1) > 1e-6) problems.push(`--mix ${text}: the shares must be 1 together, not ${total}`);
  return mix;
}
