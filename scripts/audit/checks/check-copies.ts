import { mayBeForgotten, type JoinedEvent } from "../join-event.ts";
import { sum } from "../payment-groups.ts";
import type { Remark } from "../remark.ts";
import type { BookingCopy, Item } from "../world.ts";

const OWNING: ReadonlySet<BookingCopy["status"]> = new Set(["created", "pending_payment", "confirmed"]);

/** Each booking of the object against its copy in Postgres, at equal versions (I3). */
export function* checkCopies({ id: event, joined, atMs }: JoinedEvent): Generator<Remark> {
  for (const { id: subject, inObject, inPostgres } of joined) {
    if (inObject === undefined) {
      if (inPostgres === undefined || mayBeForgotten(inPostgres, atMs)) continue;
      const says = `${subject} is ${inPostgres.status} in Postgres at version ${inPostgres.version}; the object does not know it`;
      yield { code: "booking_forgotten", event, subject, says };
      continue;
    }
    yield* checkTotal(event, inObject);
    const version = inPostgres?.version ?? 0;
    if (version < inObject.version) {
      const says = `${subject} is at version ${inObject.version} in the object (${inObject.status}), ${version === 0 ? "and not in Postgres" : `at ${version} in Postgres`}`;
      yield { code: "journal_lag", event, subject, says };
    } else if (version > inObject.version) {
      const says = `${subject} is at version ${version} in Postgres, at ${inObject.version} in the object`;
      yield { code: "object_behind", event, subject, says };
    } else if (inPostgres !== undefined) {
      yield* compareCopies(event, inObject, inPostgres);
    }
  }
}

function* checkTotal(event: string, { id, status, items, totalMinor }: BookingCopy): Generator<Remark> {
  if (!OWNING.has(status)) return;
  const total = sum(items, ({ count, priceMinor }) => count * priceMinor);
  if (total === totalMinor) return;
  const says = `${id} costs ${totalMinor} in all, its items ${total}`;
  yield { code: "total_differs", event, subject: id, says };
}

function* compareCopies(event: string, object: BookingCopy, postgres: BookingCopy): Generator<Remark> {
  const [ofObject, ofPostgres] = [membersOf(object), membersOf(postgres)];
  for (const [name, said] of ofObject) {
    const written = ofPostgres.get(name) ?? "";
    if (said === written) continue;
    const says = `${object.id}, version ${object.version}: ${name} ${said || "none"} in the object, ${written || "none"} in Postgres`;
    yield { code: "copies_differ", event, subject: object.id, says };
  }
}

function membersOf(booking: BookingCopy): Map<string, string> {
  const { status, buyerId, totalMinor, currency, deadlineMs, paymentId, items } = booking;
  return new Map([
    ["status", status],
    ["buyer", buyerId],
    ["total", `${totalMinor} ${currency}`],
    ["deadline", deadlineMs === null ? "" : new Date(deadlineMs).toISOString()],
    ["payment", paymentId ?? ""],
    ["items", items.map(itemText).toSorted().join(", ")],
  ]);
}

function itemText({ seat, area, count, priceMinor }: Item): string {
  return `${seat === null ? `${count} × area ${area}` : `seat ${seat}`} at ${priceMinor}`;
}
