/**
 * A booking as it is kept in its row. There may be 50,000 rows to read before the first answer, so what a start needs is
 * small, and remembered answers, which are most of a row, stay there until somebody asks for them. A persisted shape: a
 * new version is added beside the old ones, which stay readable for as long as objects may hold them.
 *
 *   body     [1, buyerId, createdAtMs, endedAtMs, content, passNumbers]; rows of before the waiting room have no passNumbers
 *   content  [status, [seat, priceMinor, …], [area, count, priceMinor, …], deadlineMs, paymentId, version]
 *   answers  [[scope, fingerprint, isChange, atMs, content], …]; seats or places that are the booking's own are 0
 */
import { BOOKING_STATUSES, type BookingStatus } from "../../domain/contract/event-object.ts";
import type { BookingId, PaymentId, UserId } from "../../domain/contract/ids.ts";
import type { Booking, BookingContent, HeldPlaces, HeldSeat } from "../../domain/inventory/booking.ts";
import type { RememberedAnswer, RememberedAnswers } from "../../domain/inventory/remembered-answer.ts";

const ROW_VERSION = 1;
const NO_PASSES: readonly number[] = [];

/** Persisted: a code keeps its meaning for ever. */
const STATUS_CODES = {
  created: 0,
  pending_payment: 1,
  confirmed: 2,
  expired: 3,
  cancelled: 4,
  refunded: 5,
} as const satisfies Readonly<Record<BookingStatus, number>>;

type Flat = readonly number[] | 0;
type PackedContent = readonly [number, Flat, Flat, number | null, PaymentId | null, number];
type PackedAnswer = readonly [string, string, 0 | 1, number, PackedContent];
type PackedBooking = readonly [number, UserId, number, number | null, PackedContent, (readonly number[])?];

export interface PackedRow {
  readonly body: string;
  readonly answers: string;
}

export function packBooking(booking: Booking): PackedRow {
  const { buyerId, createdAtMs, endedAtMs, passNumbers, answers } = booking;
  const packed: PackedBooking = [ROW_VERSION, buyerId, createdAtMs, endedAtMs, packContent(booking), passNumbers];
  return {
    body: JSON.stringify(packed),
    answers: JSON.stringify(answers.list.map((answer) => packAnswer(answer, booking))),
  };
}

/**
 * The booking of a parsed body. `readAnswers` gives the column `answers` of the same row; it is asked once, when somebody
 * wants to know them, and at the latest when the row is written again. Throws for a version that this code does not know.
 */
export function unpackBooking(id: BookingId, body: unknown, readAnswers: (id: BookingId) => string): Booking {
  if (!isPackedBooking(body)) throw new Error(`booking ${id} is in a row of an unknown version`);
  const [
    ,
    buyerId,
    createdAtMs,
    endedAtMs,
    [statusCode, flatSeats, flatPlaces, deadlineMs, paymentId, version],
    passes,
  ] = body;
  const passNumbers = passes ?? NO_PASSES;
  const status = statusOf(statusCode);
  const seats = unpackSeats(flatSeats, []);
  const places = unpackPlaces(flatPlaces, []);
  const answers = new StoredAnswers(() => unpackAnswers(readAnswers(id), seats, places));
  return {
    id,
    buyerId,
    createdAtMs,
    endedAtMs,
    passNumbers,
    status,
    seats,
    places,
    deadlineMs,
    paymentId,
    version,
    answers,
  };
}

class StoredAnswers implements RememberedAnswers {
  readonly #read: () => readonly RememberedAnswer[];
  #list: readonly RememberedAnswer[] | undefined;

  constructor(read: () => readonly RememberedAnswer[]) {
    this.#read = read;
  }

  get list(): readonly RememberedAnswer[] {
    return (this.#list ??= this.#read());
  }
}

/** Only `packBooking` writes rows, so the version vouches for the rest. */
function isPackedBooking(packed: unknown): packed is PackedBooking {
  return Array.isArray(packed) && packed[0] === ROW_VERSION;
}

function packContent(content: BookingContent, booking?: BookingContent): PackedContent {
  const { status, seats, places, deadlineMs, paymentId, version } = content;
  return [
    STATUS_CODES[status],
    seats === booking?.seats ? 0 : seats.flatMap(({ seat, priceMinor }) => [seat, priceMinor]),
    places === booking?.places ? 0 : places.flatMap(({ area, count, priceMinor }) => [area, count, priceMinor]),
    deadlineMs,
    paymentId,
    version,
  ];
}

function packAnswer({ scope, fingerprint, kind, atMs, content }: RememberedAnswer, booking: Booking): PackedAnswer {
  return [scope, fingerprint, kind === "change" ? 1 : 0, atMs, packContent(content, booking)];
}

function unpackAnswers(
  text: string,
  ownSeats: readonly HeldSeat[],
  ownPlaces: readonly HeldPlaces[],
): readonly RememberedAnswer[] {
  // Only `packBooking` writes rows, both columns of one version.
  const packed = JSON.parse(text) as readonly PackedAnswer[];
  return packed.map(([scope, fingerprint, isChange, atMs, content]) => {
    const [statusCode, flatSeats, flatPlaces, deadlineMs, paymentId, version] = content;
    const seats = unpackSeats(flatSeats, ownSeats);
    const places = unpackPlaces(flatPlaces, ownPlaces);
    return {
      scope,
      fingerprint,
      kind: isChange === 1 ? "change" : "other",
      atMs,
      content: { status: statusOf(statusCode), seats, places, deadlineMs, paymentId, version },
    };
  });
}

function statusOf(code: number): BookingStatus {
  const status = BOOKING_STATUSES.find((each) => STATUS_CODES[each] === code);
  if (status === undefined) throw new Error(`unknown booking status ${code}`);
  return status;
}

function unpackSeats(flat: Flat, own: readonly HeldSeat[]): readonly HeldSeat[] {
  if (flat === 0) return own;
  const seats: HeldSeat[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) seats.push({ seat: flat[i] ?? 0, priceMinor: flat[i + 1] ?? 0 });
  return seats;
}

function unpackPlaces(flat: Flat, own: readonly HeldPlaces[]): readonly HeldPlaces[] {
  if (flat === 0) return own;
  const places: HeldPlaces[] = [];
  for (let i = 0; i + 2 < flat.length; i += 3) {
    places.push({ area: flat[i] ?? 0, count: flat[i + 1] ?? 0, priceMinor: flat[i + 2] ?? 0 });
  }
  return places;
}
