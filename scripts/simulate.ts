/**
 * `npm run simulate`: the waiting room with a million visitors in virtual time, by the code that runs in the event's object
 * and in the Worker. Two cases unless one is named: the rate limits admission, or the cap does. Exit code 1 when a claim fails.
 */
import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import { parseArgs } from "node:util";
import { simulateQueue, type QueueWish } from "../domain/simulation/queue/simulate-queue.ts";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { describeOutcome } from "./simulate/describe-outcome.ts";

const CAP_BOUND = 5_000;

const OPTIONS = {
  visitors: { type: "string", default: "1000000" },
  "join-seconds": { type: "string", default: "60" },
  "never-back": { type: "string", default: "0.7" },
  rate: { type: "string", default: "500" },
  cap: { type: "string" },
  session: { type: "string", default: "60" },
  seed: { type: "string", default: "1" },
  case: { type: "string", default: "both" },
} as const;

await runCommand(async () => {
  const values = readArguments();
  const visitors = wholeNumber("visitors", values.visitors);
  const base = {
    waves: [{ visitors, fromS: 0, seconds: number("join-seconds", values["join-seconds"], 1) }],
    neverBack: number("never-back", values["never-back"], 0),
    ratePerS: number("rate", values.rate, 0.1),
    sessionMs: wholeNumber("session", values.session) * 1_000,
    seed: wholeNumber("seed", values.seed),
    lobbyMs: null,
  };
  if (base.neverBack >= 1) throw new CommandFailure("--never-back must be below 1");
  const caps = capsOf(values.case, values.cap);
  const held = caps.map((maxActive) => run({ ...base, maxActive }));
  if (held.includes(false)) throw new CommandFailure("a claim does not hold");
});

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error));
  }
}

function capsOf(name: string, cap: string | undefined): readonly number[] {
  const rateBound = cap === undefined ? 100_000 : wholeNumber("cap", cap);
  const capBound = cap === undefined ? CAP_BOUND : rateBound;
  if (name === "rate") return [rateBound];
  if (name === "cap") return [capBound];
  if (name === "both") return [rateBound, CAP_BOUND];
  throw new CommandFailure("--case is rate, cap or both");
}

function run(wish: QueueWish): boolean {
  const startedMs = performance.now();
  const { text, holds } = describeOutcome(simulateQueue(wish, cachedHmac()));
  const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
  console.log(`${text}\n  simulated in ${seconds} s, seed ${wish.seed}\n`);
  return holds;
}

/** A key object is made once: making it takes longer than a MAC. */
function cachedHmac(): (key: Uint8Array, message: string) => Uint8Array {
  const keys = new WeakMap<Uint8Array, KeyObject>();
  return (bytes, message) => {
    const key = keys.get(bytes) ?? createSecretKey(bytes);
    keys.set(bytes, key);
    return createHmac("sha256", key).update(message).digest();
  };
}

function wholeNumber(name: string, text: string): number {
  const value = number(name, text, 1);
  if (!Number.isSafeInteger(value)) throw new CommandFailure(`--${name} must be a whole number`);
  return value;
}

function number(name: string, text: string, least: number): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= least && value <= 1e9)) throw new CommandFailure(`--${name} must be a number from ${least}`);
  return value;
}
