import { z } from "zod";
import type { BookingCopy, ObjectView } from "../world.ts";
import { askJson } from "./ask-json.ts";
import { wireTime } from "./wire-time.ts";

const PAGE = 1_000;

const bookingSchema = z.object({
  id: z.string(),
  buyer_id: z.string(),
  status: z.enum(["created", "pending_payment", "confirmed", "expired", "cancelled", "refunded"]),
  seats: z.array(z.object({ seat: z.int(), price_minor: z.int() })),
  places: z.array(z.object({ area: z.int(), count: z.int(), price_minor: z.int() })),
  total_minor: z.int(),
  currency: z.string(),
  deadline: wireTime.nullable(),
  payment_id: z.string().nullable(),
  created_at: wireTime,
  version: z.int(),
});

const pageSchema = z.object({ version: z.int(), bookings: z.array(bookingSchema), next: z.string().nullable() });

const countsSchema = z.object({
  free: z.int(),
  selected: z.int(),
  reserved: z.int(),
  sold: z.int(),
  blocked: z.int(),
});

const availabilitySchema = z.object({
  version: z.int(),
  seats: countsSchema,
  areas: z.array(countsSchema.extend({ capacity: z.int() })),
});

/** Who may ask an event's object everything. */
export interface OperatorAccess {
  /** Without a slash at its end. */
  readonly url: string;
  readonly operatorKey: string;
}

/** All that an event's object says of itself: every booking, page by page, and the counts that buyers see. */
export async function readObject({ url, operatorKey }: OperatorAccess, event: string): Promise<ObjectView> {
  const headers = { authorization: `Bearer ${operatorKey}` };
  const bookings: BookingCopy[] = [];
  const versions = new Set<number>();
  let after: string | null = null;
  do {
    const query = new URLSearchParams({ limit: String(PAGE), ...(after === null ? {} : { after }) });
    const address = `${url}/api/operations/events/${event}/bookings?${query.toString()}`;
    const page: z.infer<typeof pageSchema> = await askJson(address, headers, pageSchema);
    for (const booking of page.bookings) bookings.push(bookingOf(booking));
    versions.add(page.version);
    after = page.next;
  } while (after !== null);
  const counts = await askJson(`${url}/api/events/${event}/availability`, {}, availabilitySchema);
  const [version = null] = versions;
  return { version: versions.size === 1 ? version : null, bookings, counts };
}

function bookingOf(wire: z.infer<typeof bookingSchema>): BookingCopy {
  const { id, status, currency, version } = wire;
  return {
    id,
    buyerId: wire.buyer_id,
    status,
    items: [
      ...wire.seats.map(({ seat, price_minor }) => ({ seat, area: null, count: 1, priceMinor: price_minor })),
      ...wire.places.map(({ area, count, price_minor }) => ({ seat: null, area, count, priceMinor: price_minor })),
    ],
    totalMinor: wire.total_minor,
    currency,
    deadlineMs: wire.deadline,
    paymentId: wire.payment_id,
    createdAtMs: wire.created_at,
    version,
  };
}
