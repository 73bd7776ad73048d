import type { Booking, BookingContent } from "./booking.ts";
import type { InventoryState } from "./state.ts";

/** Bookings between two pauses: a few milliseconds. */
const BOOKINGS_PER_STEP = 256;

/**
 * One hash over everything that decisions depend on: the configuration's version and every booking with its remembered
 * answers. Equal states give equal hashes, however they came about; 64 bits as 16 hexadecimal characters.
 */
export function stateHash(state: InventoryState): string {
  const steps = hashSteps(state);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * The same in steps, for who has others to answer meanwhile: 50,000 bookings take half a second. It is the hash of the state at
 * the call, whatever becomes of it between the steps.
 */
export function hashSteps({ config, version, bookings }: InventoryState): Iterator<void, string> {
  const hash = new Fnv();
  hash.add(JSON.stringify([config.eventId, config.version, version]));
  // Bookings are values: what changes meanwhile are others.
  return addBookings(
    hash,
    [...bookings.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
  );
}

function* addBookings(hash: Fnv, inOrder: readonly Booking[]): Generator<void, string> {
  for (const [i, booking] of inOrder.entries()) {
    hash.add(canonical(booking));
    if (i % BOOKINGS_PER_STEP === BOOKINGS_PER_STEP - 1) yield;
  }
  return hash.hex();
}

function canonical(booking: Booking): string {
  const { id, buyerId, createdAtMs, endedAtMs, passNumbers, answers } = booking;
  const remembered = answers.list.map(({ scope, fingerprint, kind, atMs, content: then }) => [
    scope,
    fingerprint,
    kind,
    atMs,
    ...content(then),
  ]);
  return JSON.stringify([id, buyerId, createdAtMs, endedAtMs, passNumbers, ...content(booking), remembered]);
}

function content({ status, seats, places, deadlineMs, paymentId, version }: BookingContent): readonly unknown[] {
  return [
    status,
    seats.map(({ seat, priceMinor }) => [seat, priceMinor]),
    places.map(({ area, count, priceMinor }) => [area, count, priceMinor]),
    deadlineMs,
    paymentId,
    version,
  ];
}

/** FNV-1a in two 32-bit lanes with different starts: fast, and enough to tell two states apart; no protection. */
class Fnv {
  #low = 0x811c9dc5;
  #high = 0x9747b28c;

  add(text: string): void {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      this.#low = Math.imul(this.#low ^ code, 0x01000193);
      this.#high = Math.imul(this.#high ^ code, 0x01000193) + (this.#low >>> 16);
    }
  }

  hex(): string {
    return [this.#high, this.#low].map((lane) => (lane >>> 0).toString(16).padStart(8, "0")).join("");
  }
}
