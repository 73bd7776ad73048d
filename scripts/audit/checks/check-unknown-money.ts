import { keptMinor } from "../payment-groups.ts";
import type { Remark } from "../remark.ts";
import type { LedgerEntry, World } from "../world.ts";

/**
 * Money that bears our mark and no payment of ours (I2). A provider's account may serve several deployments: whose booking is
 * of an event that this one does not have is somebody else's.
 */
export function* checkUnknownMoney(world: World): Generator<Remark> {
  const payments = world.events.flatMap((event) => event.payments);
  const ids = new Set(payments.map(({ id }) => id));
  const intents = new Set(payments.map(({ intentId }) => intentId));
  const lookedAt = new Set(world.events.map(({ id }) => id));
  for (const entry of world.ledger) {
    if (entry.heldMinor === 0 && keptMinor(entry) === 0) continue;
    if (ids.has(entry.paymentId ?? "") || intents.has(entry.id)) continue;
    const event = eventOf(entry);
    if (event === null ? !world.isWhole || entry.paymentId === null : !lookedAt.has(event)) continue;
    const says =
      `${entry.provider} holds ${entry.heldMinor} and keeps ${keptMinor(entry)} ${entry.currency} (${entry.id}) ` +
      `for ${entry.paymentId ?? "no payment"} of ${entry.bookingId ?? "no booking"}, which Postgres does not know`;
    yield { code: "money_unknown", event, subject: entry.id, says };
  }
}

/** A booking's id begins with its event's. */
function eventOf({ bookingId }: LedgerEntry): string | null {
  const body = /^bkg_(.{16})/.exec(bookingId ?? "")?.[1];
  return body === undefined ? null : `evt_${body}`;
}
