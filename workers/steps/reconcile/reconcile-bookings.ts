import type { BookingSnapshot } from "../../../domain/contract/event-object.ts";
import { parseBookingId, type BookingId, type EventId } from "../../../domain/contract/ids.ts";
import type { BookingCase } from "../../../domain/reconcile/booking-case.ts";
import { decideRepair } from "../../../domain/reconcile/decide-repair.ts";
import { log } from "../../log.ts";
import type { Services } from "../../services.ts";
import { atMost } from "../at-most.ts";
import { carryOut } from "./carry-out.ts";
import type { Finding } from "./finding.ts";

/** Leaves one of a Worker's six connections to the database. */
const PARALLEL = 5;

/**
 * Brings object and saga of each booking together. Postgres is read before the object is asked: then whatever the object does
 * not know yet is its loss, and whatever it knows besides is on its way. What cannot be repaired is told to staff.
 */
export async function reconcileBookings(services: Services, ids: readonly BookingId[]): Promise<readonly Finding[]> {
  const recorded = new Map((await services.reconciler.cases(ids)).map((found) => [found.seats.id, found]));
  const findings: Finding[] = [];
  const unsaved = new Map<EventId, BookingId[]>();
  const one = async (id: BookingId): Promise<void> => {
    const event = parseBookingId(id)?.event;
    if (event === undefined) throw new Error(`${id} is no booking`);
    const finding = await reconcileOne(services, event, id, recorded.get(id));
    if (finding === undefined) return;
    findings.push(finding);
    if (finding.outcome === "saved_again") unsaved.set(event, [...(unsaved.get(event) ?? []), id]);
  };
  await atMost(PARALLEL, ids, one, (bookingId, error) => {
    log.error("a booking could not be reconciled", error, { bookingId });
    findings.push({ bookingId, paymentId: null, outcome: "waits", detail: "failed here" });
  });
  for (const [event, bookings] of unsaved) await saveAgain(services, event, bookings);
  return findings.toSorted((a, b) => (a.bookingId < b.bookingId ? -1 : 1));
}

/** Undefined: it is as it should be. */
async function reconcileOne(
  services: Services,
  event: EventId,
  bookingId: BookingId,
  recorded: BookingCase | undefined,
): Promise<Finding | undefined> {
  const seats = await seatsOf(services, event, bookingId);
  if (typeof seats === "object" && "unreachable" in seats) {
    return { bookingId, paymentId: null, outcome: "waits", detail: seats.unreachable };
  }
  const known = { recorded, seats };
  return carryOut(services, bookingId, known, decideRepair(known));
}

/** What the object says now; one that cannot be asked has said nothing. */
async function seatsOf(
  { inventory }: Services,
  event: EventId,
  id: BookingId,
): Promise<BookingSnapshot | "forgotten" | { readonly unreachable: string }> {
  const answer = await inventory.booking(event, id);
  if (answer.ok) return answer.value;
  const { reason } = answer.refusal;
  return reason === "booking_not_found" ? "forgotten" : { unreachable: reason };
}

async function saveAgain({ inventory }: Services, event: EventId, bookings: readonly BookingId[]): Promise<void> {
  const saved = await inventory.saveAgain(event, bookings);
  if (!saved.ok) log.warn("bookings could not be saved again", { eventId: event, reason: saved.refusal.reason });
}
