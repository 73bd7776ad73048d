import { closeSync, existsSync, fstatSync, openSync, readSync } from "node:fs";

const TAIL_BYTES = 8_192;
const SOUNDS_LIKE_A_CAUSE = /error|fatal|fail|cannot|could not|denied|in use|no space|taken/i;

/** The line of a log that best says why its process ended, without stack frames; undefined when it says nothing. */
export function lastWords(logFile: string): string | undefined {
  const lines = tail(logFile)
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^\s/.test(line) && !line.startsWith("Node.js v"));
  return lines.findLast((line) => SOUNDS_LIKE_A_CAUSE.test(line)) ?? lines.at(-1);
}

/** A log may be gigabytes: only its end is read. */
function tail(file: string): string {
  if (!existsSync(file)) return "";
  const descriptor = openSync(file, "r");
  try {
    const { size } = fstatSync(descriptor);
    const bytes = Buffer.alloc(Math.min(size, TAIL_BYTES));
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length);
    return bytes.toString("utf8");
  } finally {
    closeSync(descriptor);
  }
}
