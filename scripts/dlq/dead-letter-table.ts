import type { DeadLetterWire, OutboxStateWire } from "../../domain/contract/wire/operations.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "../../domain/time.ts";

/** Dead letters for people: a line of what and since when for each, its error below; then how the outbox stands. */
export function deadLetterTable(
  letters: readonly DeadLetterWire[],
  { depth, lag_seconds, under_way }: OutboxStateWire,
  nowMs: number,
): string[] {
  const outbox = `Outbox: ${depth} waiting (${under_way} of them sent), the oldest for ${duration(lag_seconds * SECOND_MS)}.`;
  if (letters.length === 0) return ["There are no dead letters.", outbox];
  const rows = letters.map((letter) => [
    letter.id,
    letter.type,
    letter.subject,
    `${letter.failures} failures`,
    `dead for ${duration(nowMs - Date.parse(letter.dead_at))}`,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.flatMap((row, i) => [
    row.map((text, column) => text.padEnd(widths[column] ?? 0)).join("  "),
    `    ${letters[i]?.error ?? "no error was noted"}`,
  ]);
  return [...lines, "", `${count(letters.length)}. Send one again: npm run dlq -- --retry ID`, outbox];
}

function count(letters: number): string {
  return letters === 1 ? "1 dead letter" : `${letters} dead letters`;
}

function duration(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.round(ms / SECOND_MS))} s`;
  if (ms < 2 * HOUR_MS) return `${Math.round(ms / MINUTE_MS)} min`;
  return ms < 2 * DAY_MS ? `${Math.round(ms / HOUR_MS)} h` : `${Math.round(ms / DAY_MS)} days`;
}
