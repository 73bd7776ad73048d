import type { CancellationWire } from "../../domain/contract/wire/refunds.ts";
import { formatMoney } from "../../domain/money.ts";

/** How far the refunds of a cancelled event are, on one line. */
export function cancellationLine(progress: CancellationWire, currency: string): string {
  const { bookings, requested, done, failed, refunded_minor } = progress;
  return [
    `refunded ${done} of ${bookings}`,
    formatMoney({ amountMinor: refunded_minor, currency }),
    `on their way ${requested}`,
    `failed ${failed}`,
    ...(progress.done_at === null ? ["looking for more"] : []),
  ].join("  ");
}
