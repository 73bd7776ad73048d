/**
 * `npm run refund`: staff give money back, of one booking in part or whole, or of all bookings of an event that does not take
 * place. Stopped and run again, it shows how the same refund stands; those of an event that failed are asked for again.
 */
import { parseArgs } from "node:util";
import type { EventWire } from "../domain/contract/wire/events.ts";
import { CommandFailure, runCommand } from "./command-failure.ts";
import { operatorApi } from "./operator-api.ts";
import { cancelEvent } from "./refund/cancel-event.ts";
import { minorAmount } from "./refund/minor-amount.ts";
import { refundBooking } from "./refund/refund-booking.ts";
import { refundOptions } from "./refund/refund-options.ts";

const USAGE = `npm run refund -- --booking bkg_… --reason "…" [--amount 12.50 [--keep-booking]] [--url https://HOST]
npm run refund -- --event evt_… --reason "…" [--yes] [--url https://HOST]
Without --amount, all that is left goes back. An amount without a point is in minor units: 1250. Tickets become void and seats
go on sale again, unless the booking is kept. The key is OPERATOR_KEY; the local stack's is found by itself.`;

async function refund(): Promise<void> {
  const { url, ...options } = readOptions();
  const api = operatorApi(url);
  if (options.kind === "event") return cancelEvent(api, options);
  const { amount, event } = options;
  if (amount === undefined) return refundBooking(api, options, undefined);
  const { currency } = await api.get<EventWire>(`/events/${event}`);
  return refundBooking(
    api,
    options,
    orUsage(() => minorAmount(amount, currency)),
  );
}

function readOptions() {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  return orUsage(() => {
    const { values } = parseArgs({
      options: { booking: text, event: text, amount: text, "keep-booking": flag, reason: text, yes: flag, url: text },
    });
    return { ...refundOptions(values), url: values.url };
  });
}

function orUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), USAGE);
  }
}

await runCommand(refund);
