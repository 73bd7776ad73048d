import type { PaymentId } from "../../../domain/contract/ids.ts";
import type { BookingWire, PaymentStartedWire } from "../../../domain/contract/wire/bookings.ts";
import { effect, isGood, type Reply, type Request } from "./caller.ts";
import { remember, repeatLater } from "./hold.ts";
import type { RememberedBooking, Repeatable } from "./memory.ts";
import type { Visit } from "./visit.ts";

const PATH = "/bookings/initiatePayment";
const ACCEPTS = { accept_equal_seats: true };
/** What may have become of a booking between a start and its repeat; and an older bundle does not know `accept_equal_seats`. */
const EXCUSES = [
  "booking_expired",
  "booking_cancelled",
  "booking_confirmed",
  "booking_refunded",
  "event_cancelled",
  "validation_failed",
];

/** Starts the payment of what he holds; undefined when it was refused, or nobody answered. */
export async function startPayment(
  visit: Visit,
  remembered: RememberedBooking,
): Promise<PaymentStartedWire | undefined> {
  const { person, caller, tally, memory } = visit;
  const { booking, acceptsEqualSeats } = remembered;
  const body = { booking_id: booking, ...(acceptsEqualSeats ? ACCEPTS : {}) };
  const first = effect("PATCH", PATH, body);
  const clicks: Readonly<Record<typeof person.doubleClicks, readonly Request[]>> = {
    never: [first],
    one_key: [first, first],
    two_keys: [first, effect("PATCH", PATH, body)],
  };
  const replies = await Promise.all(clicks[person.doubleClicks].map((click) => caller.insist(click)));
  const good = replies.filter((reply) => reply !== undefined).filter(isGood);
  for (const reply of good) noteStarted(remembered, reply);
  const [reply, twin] = good;
  if (reply === undefined) {
    tally.refused(replies.find((each) => each !== undefined)?.code ?? "no answer");
    return undefined;
  }
  const ask = () => caller.insist(first);
  const repeatable: Repeatable = { what: "a start", told: essence(reply.body), ask, essence, excuses: EXCUSES };
  if (twin !== undefined && person.doubleClicks === "one_key") memory.compare(repeatable, twin);
  if (person.repeats) await repeatLater(visit, repeatable);
  return reply.body as PaymentStartedWire;
}

/** Holds and starts the payment in one call. */
export async function buyAtOnce(
  visit: Visit,
): Promise<{ readonly remembered: RememberedBooking; readonly started: PaymentStartedWire } | undefined> {
  const { person, sale, caller, tally } = visit;
  const wish = { quantity: person.party, ...(person.acceptsEqualSeats ? ACCEPTS : {}) };
  const reply = await caller.insist(effect("POST", "/buy", { event_id: sale.id, ...wish }));
  if (reply === undefined || !isGood(reply)) {
    tally.refused(reply?.code ?? "no answer");
    return undefined;
  }
  const started = reply.body as PaymentStartedWire & { readonly booking: BookingWire };
  const remembered = remember(visit, started.booking);
  noteStarted(remembered, reply);
  return { remembered, started };
}

function noteStarted({ payments }: RememberedBooking, { body }: Reply): void {
  payments.add((body as PaymentStartedWire).payment_id as PaymentId);
}

function essence(body: unknown): string {
  const { booking_id, payment_id } = body as PaymentStartedWire;
  return JSON.stringify([booking_id, payment_id]);
}
