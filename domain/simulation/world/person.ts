/**
 * Somebody who wants seats: waits, gets a pass, chooses, pays, gives up, comes back; presses twice, opens a second tab, tries
 * what is not allowed. He acts on what he was told last, which may be long out of date.
 */
import { gateOf } from "../../contract/gate-object.ts";
import { mintBookingId, mintPaymentId, type BookingId, type UserId, type VisitorId } from "../../contract/ids.ts";
import type {
  BestWish,
  BookingSnapshot,
  Command,
  CommandAnswer,
  EventConfig,
  Places,
} from "../../contract/event-object.ts";
import type { Pass, PassClaim, QueueSnapshot } from "../../contract/waiting-room.ts";
import { MINUTE_MS, SECOND_MS } from "../../time.ts";
import { hexBytes } from "../../waiting-room/hex-bytes.ts";
import { isBefore } from "../../waiting-room/is-before.ts";
import { orderKey } from "../../waiting-room/order-key.ts";
import { placeOf } from "../../waiting-room/place-of.ts";
import type { Payments } from "./payments.ts";
import type { SimGate } from "./sim-gate.ts";
import type { Surroundings } from "./surroundings.ts";
import { toyHmac } from "./toy-hmac.ts";

/** What people meet outside of the object. */
export interface Venue {
  readonly config: EventConfig;
  /** At least one, which stands for the isolates where the event has none. */
  readonly gates: readonly SimGate[];
  readonly payments: Payments;
  /** Everybody, to take a pass or a booking of. */
  readonly people: readonly Person[];
  leave(visitor: VisitorId): void;
  /** An answer has reached somebody: what it says must be durable. */
  heard(answer: CommandAnswer): void;
}

interface Identity {
  readonly buyer: UserId;
  readonly visitor: VisitorId;
}

/** Without ids that a Worker mints anew for each attempt, and without key and body's hash. */
type Wish = (scope: string, fingerprint: string) => Command;

const TOKEN_TTL_MS = 30 * MINUTE_MS;
const MOST_OPEN_REQUESTS = 2;
const MOST_TRIES = 4;

export class Person {
  readonly #world: Surroundings;
  readonly #venue: Venue;
  readonly #who: Identity;
  #token: { readonly joinedAtS: number; readonly expiresAtMs: number } | undefined;
  #pass: Pass | undefined;
  #needsPass = true;
  readonly #bookings = new Map<BookingId, BookingSnapshot>();
  /** The pass that each was opened with. */
  readonly #passOf = new Map<BookingId, number | undefined>();
  #openRequests = 0;
  #requests = 0;

  constructor(world: Surroundings, venue: Venue, who: Identity) {
    this.#world = world;
    this.#venue = venue;
    this.#who = who;
  }

  get claim(): PassClaim | undefined {
    return this.#pass && { visitor: this.#pass.visitor, number: this.#pass.number };
  }

  get knownBookings(): readonly BookingId[] {
    return [...this.#bookings.keys()];
  }

  /** Does something, and goes on doing so for ever. */
  live(): void {
    const { dice, agenda } = this.#world;
    if (this.#world.isCalm) return;
    this.#act();
    agenda.in(dice.chance(0.06) ? dice.int(4_000, 16_000) : dice.int(150, 1_600), "a person acts", () => this.live());
  }

  #act(): void {
    const { dice } = this.#world;
    if (this.#needsPass && (this.#pass === undefined || dice.chance(0.1))) this.#stand();
    if (this.#needsPass && this.#pass === undefined && !this.#world.strikes("misbehaviour", 0.03)) return;
    if (this.#openRequests >= MOST_OPEN_REQUESTS) return;
    if (this.#openRequests > 0 && dice.chance(0.7)) return;
    if (this.#world.strikes("misbehaviour", 0.12)) return this.#ask(this.#mischief());
    if (this.#pass !== undefined && dice.chance(0.03)) return this.#leave();
    this.#ask(this.#nextWish());
  }

  #leave(): void {
    this.#pass = undefined;
    this.#token = undefined;
    this.#venue.leave(this.#who.visitor);
  }

  /** The queue: joins, polls, learns of his pass. */
  #stand(): void {
    const { visitor } = this.#who;
    const gate = this.#gateOf(visitor);
    this.#world.send("a poll", () => {
      const snapshot = gate.snapshot();
      if (snapshot === undefined) return;
      this.#needsPass = snapshot.needsPass;
      if (!snapshot.needsPass || snapshot.phase === "before") return;
      this.#join(gate);
      const presence = this.#presence(snapshot);
      if (presence === undefined) return;
      const answer = gate.present(presence);
      this.#world.send("the answer to a poll", () => {
        if (answer.status === "admitted") this.#pass = answer.pass;
        else if (answer.status === "lapsed") [this.#token, this.#pass] = [undefined, undefined];
        if (answer.status !== "waiting") this.#world.note(`poll: ${answer.status}`);
      });
    });
  }

  #join(gate: SimGate): void {
    const nowMs = this.#world.workerNowMs();
    const isGood = this.#token !== undefined && nowMs < this.#token.expiresAtMs;
    if (isGood && !this.#world.dice.chance(0.03)) return;
    const joinedAtS = Math.floor(nowMs / SECOND_MS);
    this.#token = { joinedAtS, expiresAtMs: nowMs + TOKEN_TTL_MS };
    gate.joined(joinedAtS);
  }

  /** What the Worker makes of his token and the snapshot; undefined: he is not invited yet. */
  #presence(snapshot: QueueSnapshot): Parameters<SimGate["present"]>[0] | undefined {
    const { drawKey, settings, isOpenToAll, threshold } = snapshot;
    const { visitor } = this.#who;
    if (this.#token === undefined || drawKey === null || snapshot.phase === "drawing") return undefined;
    const { joinedAtS } = this.#token;
    const place = placeOf(joinedAtS, orderKey(toyHmac, hexBytes(drawKey), visitor), settings.opensAtMs);
    return isOpenToAll || isBefore(place, threshold) ? { visitor, place, joinedAtS } : undefined;
  }

  /** One that is sent until it is answered: lost answers are asked for again with the same key, and some people press twice. */
  #ask(wish: Wish): void {
    const { dice, agenda } = this.#world;
    const scope = `${this.#who.buyer} ${++this.#requests}`;
    let [isAnswered, tries] = [false, 0];
    this.#openRequests++;
    const attempt = (): void => {
      if (isAnswered) return;
      if (++tries > MOST_TRIES) return void this.#openRequests--;
      const command = wish(scope, "body");
      this.#sendCommand(command, (answer) => {
        if (isAnswered) return;
        isAnswered = true;
        this.#openRequests--;
        this.#hear(command, answer);
      });
      agenda.in(dice.int(300, 1_500), "a person loses patience", attempt);
    };
    attempt();
    if (this.#world.strikes("doubled_messages", 0.15)) this.#sendCommand(wish(scope, "body"), () => undefined);
    if (this.#world.strikes("misbehaviour", 0.04)) this.#sendCommand(wish(scope, "another body"), () => undefined);
  }

  #sendCommand(command: Command, onAnswer: (answer: CommandAnswer) => void): void {
    const gate = this.#gateOf(this.#who.buyer);
    this.#world.send("a request", () =>
      gate.execute(command, (answer) =>
        this.#world.send("an answer", () => {
          this.#venue.heard(answer);
          onAnswer(answer);
        }),
      ),
    );
  }

  #hear(command: Command, { result }: CommandAnswer): void {
    this.#world.note(`${command.type}: ${result.ok ? "ok" : result.refusal.reason}`);
    if (result.ok) {
      this.#bookings.set(result.value.id, result.value);
      if (command.type === "create_booking" || command.type === "buy") {
        this.#passOf.set(result.value.id, command.pass?.number);
      }
      if (result.value.status === "pending_payment") this.#venue.payments.begin(result.value);
      return;
    }
    const { reason } = result.refusal;
    if (reason === "pass_required") this.#needsPass = true;
    if (reason === "pass_expired") this.#pass = undefined;
    if (reason.startsWith("booking_") && "bookingId" in command && command.bookingId !== null) {
      this.#bookings.delete(command.bookingId);
    }
  }

  #nextWish(): Wish {
    const { dice } = this.#world;
    const open = [...this.#bookings.values()].filter(({ status }) => status === "created");
    const waiting = [...this.#bookings.values()].filter(({ status }) => status === "pending_payment");
    if (waiting.length > 0 && dice.chance(0.15)) return this.#cancel(dice.pick(waiting).id);
    if (open.length === 0 || dice.chance(0.12)) return dice.chance(0.25) ? this.#buy() : this.#create();
    const booking = dice.pick(open);
    switch (dice.pick(["select", "select", "release", "checkout", "checkout", "checkout", "cancel"])) {
      case "select":
        return this.#mayAdd(booking.id, this.claim) ? this.#select(booking.id) : this.#checkout(booking.id);
      case "release":
        return this.#release(booking);
      case "checkout":
        return this.#checkout(booking.id);
      default:
        return this.#cancel(booking.id);
    }
  }

  /** With another pass than the one that has opened the booking only in worlds that are about that. */
  #mayAdd(booking: BookingId, claim: PassClaim | undefined): boolean {
    return this.#world.has("second_passes") || this.#passOf.get(booking) === claim?.number;
  }

  #create(items = this.#items(), claim = this.claim): Wish {
    return (scope, fingerprint) => ({
      type: "create_booking",
      bookingId: this.#newBooking(),
      buyerId: this.#who.buyer,
      repeat: { scope, fingerprint },
      ...items,
      ...withPass(claim),
    });
  }

  #buy(): Wish {
    const [items, claim] = [this.#items(), this.claim];
    return (scope, fingerprint) => ({
      type: "buy",
      bookingId: this.#newBooking(),
      paymentId: mintPaymentId(this.#world.workerNowMs(), this.#world.dice.bytes),
      buyerId: this.#who.buyer,
      repeat: { scope, fingerprint },
      ...items,
      ...withPass(claim),
    });
  }

  #select(bookingId: BookingId, items = this.#items(), claim = this.claim): Wish {
    const buyerId = this.#who.buyer;
    return (scope, fingerprint) => ({
      type: "select",
      bookingId,
      buyerId,
      repeat: { scope, fingerprint },
      ...items,
      ...withPass(claim),
    });
  }

  #release({ id, seats, places }: BookingSnapshot): Wish {
    const { dice } = this.#world;
    const [buyerId, bookingId] = [this.#who.buyer, dice.chance(0.3) ? null : id];
    const given = seats.map(({ seat }) => seat).filter(() => dice.chance(0.5));
    const left = places.filter(() => dice.chance(0.5)).map(({ area }) => ({ area, count: 1 }));
    return (scope, fingerprint) => ({
      type: "release",
      bookingId,
      buyerId,
      seats: given,
      places: left,
      repeat: { scope, fingerprint },
    });
  }

  #checkout(bookingId: BookingId): Wish {
    const buyerId = this.#who.buyer;
    return (scope, fingerprint) => ({
      type: "checkout",
      bookingId,
      buyerId,
      paymentId: mintPaymentId(this.#world.workerNowMs(), this.#world.dice.bytes),
      repeat: { scope, fingerprint },
    });
  }

  #cancel(bookingId: BookingId): Wish {
    const buyerId = this.#who.buyer;
    return (scope, fingerprint) => ({ type: "cancel", bookingId, buyerId, repeat: { scope, fingerprint } });
  }

  /** What nobody should get through with: another's pass or booking, invented numbers, nonsense. */
  #mischief(): Wish {
    const { dice } = this.#world;
    const other = dice.pick(this.#venue.people);
    const booking = dice.pick([...other.knownBookings, this.#newBooking()]);
    const mine = dice.pick([...this.knownBookings, booking]);
    switch (dice.int(0, 9)) {
      case 0:
        return this.#create(this.#items(), other.claim);
      case 1:
        return this.#mayAdd(mine, other.claim) ? this.#select(mine, this.#items(), other.claim) : this.#cancel(booking);
      case 2:
        if (this.#pass === undefined) return this.#checkout(booking);
        return this.#create(this.#items(), { visitor: this.#who.visitor, number: dice.int(1, 60) });
      case 3:
        return this.#create(this.#items(), undefined);
      case 4:
        return this.#select(mine, this.#items(), undefined);
      case 5:
        return this.#cancel(booking);
      case 6:
        return this.#checkout(booking);
      case 7:
        return this.#create({ seats: [dice.int(0, 60)], places: [] });
      case 8:
        return this.#create({ seats: [], places: [{ area: dice.int(0, 2), count: dice.int(0, 9) }] });
      default:
        return this.#create({ seats: [], places: [], best: dice.pick(BAD_WISHES) });
    }
  }

  /** Seats side by side, some of them twice; the best ones; places; or a mixture. */
  #items(): { readonly seats: readonly number[]; readonly places: readonly Places[]; readonly best?: BestWish } {
    const { dice } = this.#world;
    const kind = dice.int(0, 9);
    const first = dice.int(0, this.#seatCount() - 1);
    const count = dice.pick([1, 1, 2, 2, 3]);
    const seats = Array.from({ length: count }, (_, i) => Math.min(first + i, this.#seatCount() - 1));
    if (kind < 4) return { seats: dice.chance(0.1) ? [...seats, first] : seats, places: [] };
    const places = [{ area: dice.int(0, 1), count: dice.int(1, 2) }];
    if (kind < 6) return { seats: [], places };
    if (kind === 6) return { seats: [first], places };
    const best = { count, ...dice.pick(BEST_WISHES) };
    return kind === 7 ? { seats: [first], places: [], best } : { seats: [], places: [], best };
  }

  #seatCount(): number {
    return this.#venue.config.seatCategories.length;
  }

  #newBooking(): BookingId {
    return mintBookingId(this.#venue.config.eventId, this.#world.workerNowMs(), this.#world.dice.bytes);
  }

  #gateOf(id: string): SimGate {
    const { gates } = this.#venue;
    const gate = gates[gateOf(id, gates.length)];
    if (gate === undefined) throw new Error("there is no gate");
    return gate;
  }
}

const BEST_WISHES: readonly Omit<BestWish, "count">[] = [
  {},
  {},
  { category: "Balcony" },
  { zone: "Stalls" },
  { zone: "Balcony", accessible: true },
];
const BAD_WISHES: readonly BestWish[] = [
  { count: 0 },
  { count: 51 },
  { count: 1, category: "Royal box" },
  { count: 1, zone: "Cellar" },
];

function withPass(claim: PassClaim | undefined): { readonly pass?: PassClaim } {
  return claim === undefined ? {} : { pass: claim };
}
