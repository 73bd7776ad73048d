/**
 * Identifiers. All are opaque to callers: a prefix for the kind and Crockford base 32, lower case.
 *
 *   event     evt_ + 12 random + 4 check characters: an invented id is refused before it reaches an object
 *   booking   bkg_ + the event's 16 + a ULID: the id alone finds the object
 *   seat      st_  + the event's 16 + the seat's index in the plan
 *   area      ar_  + the event's 16 + the area's index
 *   payment   pay_ + a ULID (one attempt to pay a booking)
 *   refund    rfd_ + a ULID (money that goes back)
 *   visitor   the account's usr_, vis_ + a ULID (a signed cookie), or eml_ + 26 characters of a verified address's hash
 *   ticket    tkt_ + the booking's 42 + the ticket's ordinal in the booking: issuing twice names the same ticket
 */
import { randomBytes } from "../random-bytes.ts";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const CHARS = "[0-9a-hjkmnp-tv-z]";
const ULID_LENGTH = 26;
const EVENT_RANDOM_LENGTH = 12;
const EVENT_BODY_LENGTH = 16;

declare const brand: unique symbol;
type Branded<Kind extends string> = string & { readonly [brand]: Kind };
export type EventId = Branded<"event">;
export type BookingId = Branded<"booking">;
export type SeatId = Branded<"seat">;
export type AreaId = Branded<"area">;
export type PaymentId = Branded<"payment">;
export type RefundId = Branded<"refund">;
export type TicketId = Branded<"ticket">;
export type UserId = Branded<"user">;
/** Somebody who waits: an account, a verified e-mail address, or a signed cookie. */
export type VisitorId = UserId | Branded<"visitor">;

/** Fills an array with random bytes: `crypto.getRandomValues`, or a seeded source in tests. */
export type RandomBytes = (length: number) => Uint8Array;

function encode(value: number, length: number): string {
  let text = "";
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = (ALPHABET[rest % 32] ?? "0") + text;
  return text;
}

function decode(text: string): number {
  let value = 0;
  for (const char of text) value = value * 32 + ALPHABET.indexOf(char);
  return value;
}

function randomChars(length: number, random: RandomBytes): string {
  let text = "";
  for (const byte of random(length)) text += ALPHABET[byte % 32] ?? "0";
  return text;
}

/** https://github.com/ulid/spec in lower case: 48 bits of time, 80 random bits; sorts by creation. */
export function mintUlid(nowMs: number, random: RandomBytes = randomBytes): string {
  return encode(nowMs, 10) + randomChars(16, random);
}

/** 20 bits of FNV-1a. It stops typing errors and invented ids, and is no secret: an unknown event still has no rows. */
function checkCode(body: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < body.length; i++) hash = Math.imul(hash ^ body.charCodeAt(i), 0x01000193) >>> 0;
  return encode((hash ^ (hash >>> 20)) & 0xfffff, 4);
}

export function mintEventId(random: RandomBytes = randomBytes): EventId {
  const body = randomChars(EVENT_RANDOM_LENGTH, random);
  return `evt_${body}${checkCode(body)}` as EventId;
}

export function mintBookingId(event: EventId, nowMs: number, random: RandomBytes = randomBytes): BookingId {
  return `bkg_${eventBody(event)}${mintUlid(nowMs, random)}` as BookingId;
}

export function mintPaymentId(nowMs: number, random: RandomBytes = randomBytes): PaymentId {
  return `pay_${mintUlid(nowMs, random)}` as PaymentId;
}

export function mintRefundId(nowMs: number, random: RandomBytes = randomBytes): RefundId {
  return `rfd_${mintUlid(nowMs, random)}` as RefundId;
}

export function mintUserId(nowMs: number, random: RandomBytes = randomBytes): UserId {
  return `usr_${mintUlid(nowMs, random)}` as UserId;
}

/** A visitor who is known by a signed cookie alone. */
export function mintVisitorId(nowMs: number, random: RandomBytes = randomBytes): VisitorId {
  return `vis_${mintUlid(nowMs, random)}` as VisitorId;
}

/** A visitor who is known by a verified e-mail address, by 130 bits of its keyed hash (of 26 bytes at least). */
export function emailVisitorId(hash: Uint8Array): VisitorId {
  return `eml_${randomChars(ULID_LENGTH, (length) => hash.subarray(0, length))}` as VisitorId;
}

/** The nth ticket of a booking. */
export function ticketId(booking: BookingId, ordinal: number): TicketId {
  return `tkt_${booking.slice(4)}${encode(ordinal, 3)}` as TicketId;
}

export function seatId(event: EventId, seat: number): SeatId {
  return `st_${eventBody(event)}${encode(seat, 4)}` as SeatId;
}

export function areaId(event: EventId, area: number): AreaId {
  return `ar_${eventBody(event)}${encode(area, 2)}` as AreaId;
}

function eventBody(event: EventId): string {
  return event.slice(4);
}

function eventOfBody(body: string): EventId | undefined {
  return checkCode(body.slice(0, EVENT_RANDOM_LENGTH)) === body.slice(EVENT_RANDOM_LENGTH)
    ? (`evt_${body}` as EventId)
    : undefined;
}

const EVENT = new RegExp(`^evt_(${CHARS}{${EVENT_BODY_LENGTH}})$`);
const BOOKING = new RegExp(`^bkg_(${CHARS}{${EVENT_BODY_LENGTH}})${CHARS}{${ULID_LENGTH}}$`);
const SEAT = new RegExp(`^st_(${CHARS}{${EVENT_BODY_LENGTH}})(${CHARS}{4})$`);
const AREA = new RegExp(`^ar_(${CHARS}{${EVENT_BODY_LENGTH}})(${CHARS}{2})$`);
const VISITOR = new RegExp(`^(?:usr|vis|eml)_${CHARS}{${ULID_LENGTH}}$`);
const PAYMENT = new RegExp(`^pay_${CHARS}{${ULID_LENGTH}}$`);
const REFUND = new RegExp(`^rfd_${CHARS}{${ULID_LENGTH}}$`);

/** Each parser gives undefined for what was not minted here: wrong shape, or an event whose check code is wrong. */
export function parseEventId(text: string): EventId | undefined {
  const body = EVENT.exec(text)?.[1];
  return body === undefined ? undefined : eventOfBody(body);
}

export function parseBookingId(text: string): { readonly booking: BookingId; readonly event: EventId } | undefined {
  const body = BOOKING.exec(text)?.[1];
  const event = body === undefined ? undefined : eventOfBody(body);
  return event === undefined ? undefined : { booking: text as BookingId, event };
}

export function parseSeatId(text: string): { readonly event: EventId; readonly seat: number } | undefined {
  const [, body, index] = SEAT.exec(text) ?? [];
  const event = body === undefined ? undefined : eventOfBody(body);
  return event === undefined || index === undefined ? undefined : { event, seat: decode(index) };
}

export function parseAreaId(text: string): { readonly event: EventId; readonly area: number } | undefined {
  const [, body, index] = AREA.exec(text) ?? [];
  const event = body === undefined ? undefined : eventOfBody(body);
  return event === undefined || index === undefined ? undefined : { event, area: decode(index) };
}

export function parsePaymentId(text: string): PaymentId | undefined {
  return PAYMENT.test(text) ? (text as PaymentId) : undefined;
}

export function parseRefundId(text: string): RefundId | undefined {
  return REFUND.test(text) ? (text as RefundId) : undefined;
}

export function parseVisitorId(text: string): VisitorId | undefined {
  return VISITOR.test(text) ? (text as VisitorId) : undefined;
}
