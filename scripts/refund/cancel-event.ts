import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline/promises";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventWire } from "../../domain/contract/wire/events.ts";
import type { CancellationWire } from "../../domain/contract/wire/refunds.ts";
import { CommandFailure } from "../command-failure.ts";
import type { OperatorApi } from "../operator-api.ts";
import { cancellationLine } from "./cancellation-line.ts";
import type { RefundOptions } from "./refund-options.ts";

const POLL_EVERY_MS = 1_000;

type OfEvent = Extract<RefundOptions, { kind: "event" }>;

/**
 * Cancels an event, or finds it cancelled, and watches its refunds to the last one. They go on without this command, so that
 * it can be stopped and run again at any time; where all are over and some have failed, that asks for those again.
 */
export async function cancelEvent(api: OperatorApi, { event: id, isSure, reason }: OfEvent): Promise<void> {
  const path = `/operations/events/${id}/cancellation`;
  const event = await api.get<EventWire>(`/events/${id}`);
  const before = await api.find<CancellationWire>(path);
  if (before === undefined) {
    if (!isSure) await askWhetherSure(event);
    await api.post<CancellationWire>(path, { reason }, randomUUID());
    console.log(`${event.name} is cancelled: nothing is sold any more, and everybody gets his money back.`);
  } else {
    console.log(`${event.name} was cancelled ${before.cancelled_at}: ${before.reason}`);
    if (before.done_at !== null && before.failed > 0) {
      await api.post<CancellationWire>(path, { reason }, randomUUID());
      console.log(`Asked again for ${before.failed} whose refund had failed.`);
    }
  }
  const { failed, bookings, done } = await watch(api, path, event.currency);
  if (failed > 0) {
    throw new CommandFailure(
      `FAILED: the provider refuses ${failed} of them for good. Their payments are flagged refund_failed.`,
      "The same command again asks for them once more.",
    );
  }
  // Whoever disputes his payment is paid by his bank, or by another round when that has decided.
  console.log(done < bookings ? `Done; ${bookings - done} disputed, and decided by the bank.` : "Done.");
}

async function askWhetherSure({ name, venue, starts_at }: EventWire): Promise<void> {
  if (!process.stdin.isTTY) throw new CommandFailure("Nobody is here to be asked whether that is meant: --yes");
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  console.log(`Cancel "${name}" (${venue}, ${starts_at}) and give everybody his money back? There is no way back.`);
  const answer = await terminal.question('Type "cancel": ');
  terminal.close();
  if (answer.trim() !== "cancel") throw new CommandFailure("Nothing was changed.");
}

/** Prints each change of how it stands, until no refund is on its way and none can come any more. */
async function watch(api: OperatorApi, path: string, currency: string): Promise<CancellationWire> {
  let shown = "";
  for (;;) {
    const progress = await api.get<CancellationWire>(path);
    const line = cancellationLine(progress, currency);
    if (line !== shown) console.log(line);
    shown = line;
    if (progress.done_at !== null && progress.requested === 0) return progress;
    await sleep(POLL_EVERY_MS);
  }
}
