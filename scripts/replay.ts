/**
 * `npm run replay`: rebuilds an event's seats from its object's command log, by the rules that sold them, and compares the
 * outcome with the object. On the way it can note what a seat or a booking went through, or stop at any moment. Exit 1 when
 * the log does not come to the object's state.
 */
import { parseArgs } from "node:util";
import type { StateDigestWire } from "../domain/contract/wire/inspection.ts";
import type { SeatNames } from "../domain/plan/find-seat.ts";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { operatorApi } from "./operator-api.ts";
import { BookingHistory } from "./replay/booking-history.ts";
import { bookingText, seatText } from "./replay/history-text.ts";
import { PlanLabels } from "./replay/plan-labels.ts";
import { readLog } from "./replay/read-log.ts";
import { isLater, ReplayedSale } from "./replay/replayed-sale.ts";
import { replayOptions } from "./replay/replay-options.ts";
import { SeatHistory } from "./replay/seat-history.ts";
import { comparisonText, stateText } from "./replay/state-text.ts";

const USAGE = `npm run replay -- --event evt_… [--until ENTRY | TIME] [--seat B-12-7 | st_…] [--booking bkg_…] [--url https://HOST]
A seat is named zone-row-number, as the plan does. The key is OPERATOR_KEY; the local stack's is found by itself.`;

async function replay(): Promise<void> {
  const { url, ...options } = readOptions();
  const { event, until, booking } = options;
  const api = operatorApi(url);
  const labels = new PlanLabels(await api.get<SeatNames>(`/events/${event}/plan`));
  const seat = orUsage(() => (options.seat === undefined ? undefined : labels.find(options.seat, event)));
  const seatHistory = seat === undefined ? undefined : new SeatHistory(seat);
  const bookingHistory = booking === undefined ? undefined : new BookingHistory(booking);

  // First, so that the log has at least its entries: it only grows.
  const digest = await api.get<StateDigestWire>(`/operations/events/${event}/state`);
  const startedMs = performance.now();
  const sale = new ReplayedSale([seatHistory, bookingHistory].filter((watcher) => watcher !== undefined));
  for await (const entry of readLog(api, event, digest.last_entry)) {
    if (until !== undefined && isLater(entry, until)) break;
    sale.add(entry);
  }
  const tookMs = Math.round(performance.now() - startedMs);

  print(`${sale.entries} entries of ${event} replayed in ${tookMs} ms`, "");
  if (seatHistory !== undefined && seat !== undefined) {
    print(...seatText(seatHistory, seat, labels, event, sale.state), "");
  }
  if (bookingHistory !== undefined) print(...bookingText(bookingHistory, labels, sale.state), "");
  const isStopped = until !== undefined && sale.lastEntry < digest.last_entry;
  const momentMs = until !== undefined && "atMs" in until ? until.atMs : isStopped ? (sale.atMs ?? 0) : Date.now();
  print(...stateText(sale, momentMs), "");
  if (isStopped) return print(`Stopped before the log's end, which is entry ${digest.last_entry}.`);
  compare(sale, digest);
}

function compare(sale: ReplayedSale, digest: StateDigestWire): void {
  print(...comparisonText(sale, digest), "");
  const isSame =
    sale.lastEntry === digest.last_entry && sale.state.version === digest.version && sale.hash === digest.hash;
  if (!isSame) throw new CommandFailure("WRONG: the log does not come to what the object says of itself.");
  print("The log comes to the object's own state.");
}

function readOptions() {
  const text = { type: "string" } as const;
  return orUsage(() => {
    const { values } = parseArgs({ options: { event: text, until: text, seat: text, booking: text, url: text } });
    return { ...replayOptions(values), url: values.url };
  });
}

function orUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), USAGE);
  }
}

function print(...lines: readonly string[]): void {
  for (const line of lines) console.log(line);
}

await runCommand(replay);
