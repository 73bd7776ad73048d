import type { LogPage } from "../../domain/contract/event-object.ts";

const MAX_ENTRIES = 500;
/** In characters, all bodies together: an answer over RPC may have 32 MiB. */
const MAX_LENGTH = 4_000_000;

/** Entries of the command log after a number, in order: at most `limit` and 4 MB, one at least where there is one. */
export function readLogPage(sql: SqlStorage, after: number, limit: number): LogPage {
  const most = Math.min(Math.max(1, Math.trunc(limit)), MAX_ENTRIES);
  const entries: LogPage["entries"][number][] = [];
  let length = 0;
  const rows = sql
    .exec("SELECT id, version, body FROM command_log WHERE id > ? ORDER BY id LIMIT ?", after, most + 1)
    .raw<[number, number, string]>();
  for (const [number, version, body] of rows) {
    const last = entries.at(-1);
    length += body.length;
    if (last !== undefined && (entries.length >= most || length > MAX_LENGTH)) return { entries, next: last.number };
    entries.push({ number, version, body });
  }
  return { entries, next: null };
}
