import type { EventId } from "../../domain/contract/ids.ts";
import type { CommandLogWire } from "../../domain/contract/wire/inspection.ts";
import type { LogEntry } from "../../domain/inventory/replay.ts";
import { unpackLogEntry } from "../../durable-objects/event/command-log.ts";
import type { OperatorApi } from "../operator-api.ts";

export interface NumberedEntry {
  readonly number: number;
  readonly entry: LogEntry;
}

/** An event's command log from its first entry up to one that it has, page by page as it is needed. */
export async function* readLog(api: OperatorApi, event: EventId, lastEntry: number): AsyncGenerator<NumberedEntry> {
  for (let after: number | null = 0; after !== null;) {
    const page: CommandLogWire = await api.get(`/operations/events/${event}/log?after=${after}`);
    for (const { number, body } of page.entries) {
      if (number > lastEntry) return;
      yield { number, entry: unpackLogEntry(body) };
    }
    after = page.next;
  }
}
