import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { RefundWire } from "../../domain/contract/wire/refunds.ts";
import { formatMoney } from "../../domain/money.ts";
import { CommandFailure } from "../command-failure.ts";
import type { OperatorApi } from "../operator-api.ts";
import type { RefundOptions } from "./refund-options.ts";

const POLL_EVERY_MS = 1_000;
/** A provider that is down may need much longer; the refund goes on by itself. */
const WATCHED_FOR_MS = 60_000;

type OfBooking = Extract<RefundOptions, { kind: "booking" }>;

/**
 * Asks for the refund and watches it. The key is made of what is asked for: a command that is run again, because its
 * answer was lost, is the same refund; another reason makes another one.
 */
export async function refundBooking(
  api: OperatorApi,
  { booking, keepsBooking, reason }: OfBooking,
  amountMinor: number | undefined,
): Promise<void> {
  const path = `/operations/bookings/${booking}/refunds`;
  const body = {
    ...(amountMinor === undefined ? {} : { amount_minor: amountMinor }),
    keep_booking: keepsBooking,
    reason,
  };
  const key = createHash("sha256")
    .update(JSON.stringify([booking, body]))
    .digest("base64url");
  const { answer: refund, replayed } = await api.post<RefundWire>(path, body, key);
  const amount = formatMoney({ amountMinor: refund.amount_minor, currency: refund.currency });
  const what = `${amount} of ${booking}, ${refund.ends_booking ? "with its seats" : "its tickets stay valid"}`;
  console.log(`${refund.id}  ${replayed ? `asked for before, ${refund.created_at}: ` : ""}${what}`);
  report(await watch(api, path, refund));
}

/** Until it has ended, or for a minute. */
async function watch(api: OperatorApi, path: string, refund: RefundWire): Promise<RefundWire> {
  const untilMs = performance.now() + WATCHED_FOR_MS;
  let current = refund;
  while (current.status === "requested" && performance.now() < untilMs) {
    await sleep(POLL_EVERY_MS);
    const { items } = await api.get<{ items: RefundWire[] }>(path);
    current = items.find(({ id }) => id === refund.id) ?? current;
  }
  return current;
}

function report({ status, last_error }: RefundWire): void {
  switch (status) {
    case "done":
      return console.log("Done: the provider has it, and the buyer gets a mail.");
    case "requested":
      return console.log("On its way; it goes on by itself. The same command again shows how it stands.");
    case "failed":
      throw new CommandFailure(
        `FAILED: the provider refuses for good (${last_error ?? "no reason given"}). Tickets and seats are as they were.`,
        "Another --reason asks again.",
      );
  }
}
