import { RedisError } from "../redis-reply.ts";
import { syntaxError } from "./command.ts";
import { parseInteger } from "./parse-number.ts";

export interface SetOptions {
  readonly onlyIf: "absent" | "present" | undefined;
  readonly answerOld: boolean;
  readonly keepExpiry: boolean;
  readonly expiresAtMs: number | undefined;
}

type Expiry = (argument: number, nowMs: number) => number;

const EXPIRIES: ReadonlyMap<string, Expiry> = new Map<string, Expiry>([
  ["EX", (seconds, nowMs) => nowMs + seconds * 1_000],
  ["PX", (milliseconds, nowMs) => nowMs + milliseconds],
  ["EXAT", (seconds) => seconds * 1_000],
  ["PXAT", (milliseconds) => milliseconds],
]);

/** The words after `SET key value`: NX, XX, GET, KEEPTTL, and one of EX, PX, EXAT, PXAT with its number. */
export function parseSetOptions(words: readonly string[], nowMs: number): SetOptions {
  const flags = new Set<string>();
  let expiresAtMs: number | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = (words[i] ?? "").toUpperCase();
    const expiry = EXPIRIES.get(word);
    if (expiry === undefined) {
      flags.add(word);
      continue;
    }
    if (expiresAtMs !== undefined) throw syntaxError();
    const argument = parseInteger(words[++i] ?? "");
    if (argument <= 0) throw new RedisError("ERR invalid expire time in 'set' command");
    expiresAtMs = expiry(argument, nowMs);
  }

  const onlyIfAbsent = flags.delete("NX");
  const onlyIfPresent = flags.delete("XX");
  const answerOld = flags.delete("GET");
  const keepExpiry = flags.delete("KEEPTTL");
  const contradictory = (onlyIfAbsent && onlyIfPresent) || (keepExpiry && expiresAtMs !== undefined);
  if (flags.size > 0 || contradictory) throw syntaxError();
  const onlyIf = onlyIfAbsent ? "absent" : onlyIfPresent ? "present" : undefined;
  return { onlyIf, answerOld, keepExpiry, expiresAtMs };
}
