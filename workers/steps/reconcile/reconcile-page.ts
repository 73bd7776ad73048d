import type { BookingSnapshot } from "../../../domain/contract/event-object.ts";
import type { BookingId, EventId } from "../../../domain/contract/ids.ts";
import { decideRepair } from "../../../domain/reconcile/decide-repair.ts";
import { ok, type Result } from "../../../domain/result.ts";
import type { Services } from "../../services.ts";
import type { Finding } from "./finding.ts";
import { reconcileBookings } from "./reconcile-bookings.ts";

const PAGE = 200;
/** Postgres keeps what the object has forgotten, so a stretch of ids holds more there. */
const RECORDED_MAX = 1_000;

export interface ReconciledPage {
  readonly checked: number;
  readonly findings: readonly Finding[];
  /** What the next page begins after; null: this was the last one. */
  readonly next: BookingId | null;
}

/**
 * Compares one stretch of an event's bookings, by id, in object and Postgres. The two are read one after the other while sales
 * go on, so a difference is a suspicion only: such a booking is read anew, and then judged. Refusals: those of the object.
 */
export async function reconcilePage(
  services: Services,
  event: EventId,
  after: BookingId | null,
): Promise<Result<ReconciledPage>> {
  const page = await services.inventory.bookingsPage(event, after, PAGE);
  if (!page.ok) return page;
  const recorded = await services.reconciler.casesBetween(event, after, page.value.next, RECORDED_MAX);
  const isCut = recorded.length === RECORDED_MAX;
  const end = isCut ? (recorded.at(-1)?.seats.id ?? null) : page.value.next;

  const inObject = new Map<BookingId, BookingSnapshot>();
  for (const booking of page.value.bookings) if (end === null || booking.id <= end) inObject.set(booking.id, booking);
  const inPostgres = new Map(recorded.map((found) => [found.seats.id, found]));
  const ids = [...new Set([...inObject.keys(), ...inPostgres.keys()])];
  const suspects = ids.filter((id) => {
    const known = { recorded: inPostgres.get(id), seats: inObject.get(id) ?? ("forgotten" as const) };
    return decideRepair(known).act !== "nothing";
  });
  return ok({ checked: ids.length, findings: await reconcileBookings(services, suspects), next: end });
}
