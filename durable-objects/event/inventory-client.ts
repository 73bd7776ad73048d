import {
  CONTRACT_VERSION,
  type Availability,
  type BookingSnapshot,
  type BookingsPage,
  type Command,
  type CommandAnswer,
  type EventObjectRpc,
  type LogPage,
  type StateDigest,
  type Trace,
} from "../../domain/contract/event-object.ts";
import { gateOf } from "../../domain/contract/gate-object.ts";
import type { BookingId, EventId, UserId } from "../../domain/contract/ids.ts";
import { SLOW_HOLD_MS } from "../../domain/contract/waiting-room.ts";
import type { Inventory } from "../../domain/ports/inventory.ts";
import type { WaitingRoom } from "../../domain/ports/waiting-room.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { SECOND_MS } from "../../domain/time.ts";
import type { GateCounts } from "../gate/gate-counts.ts";
import { Combiner } from "./combiner.ts";
import { CombinersByEvent } from "./combiners-by-event.ts";
import type { AskingRequest, EventAsker } from "./event-asker.ts";

interface AskedCommand {
  readonly command: Command;
  readonly trace: Trace;
  readonly askedAtMs: number;
}

interface SeenHouse {
  readonly house: Availability;
  readonly askedAtMs: number;
}

const MAX_COMMANDS = 256;
/** Readers wait for one answer together: many of them cost the object nothing. */
const MAX_READERS = 5_000;
const RESCUE_MS = SECOND_MS;
/** Longer than the gate's own, which is to try first. */
const GATE_RESCUE_MS = 2 * RESCUE_MS;
/** Events whose house an isolate keeps: one of 100,000 seats is 100 kB. */
const MAX_HOUSES = 64;
const OVERLOADED = refused("overloaded");
const UNAVAILABLE = refused("unavailable");
/** The combiner of commands that go to the event's object; those of gate g have number g + 1. */
const DIRECT = 0;

/**
 * The inventory as a Worker sees it, one per isolate. Keeps values between requests, never promises: a promise belongs to the
 * request that made it. `currentRequest` gives the request that is being served; `waitingRoom` is told how fast holds are.
 */
export function createInventory(
  asker: EventAsker,
  gateCounts: GateCounts,
  waitingRoom: Pick<WaitingRoom, "count">,
  currentRequest: () => AskingRequest,
): Inventory {
  return new InventoryClient(asker, gateCounts, waitingRoom, currentRequest);
}

class InventoryClient implements Inventory {
  readonly #asker: EventAsker;
  readonly #gateCounts: GateCounts;
  readonly #waitingRoom: Pick<WaitingRoom, "count">;
  readonly #currentRequest: () => AskingRequest;
  readonly #writers = new CombinersByEvent<AskedCommand, CommandAnswer, AskingRequest>((event, number) =>
    this.#writer(event, number),
  );
  readonly #readers = new CombinersByEvent<null, Result<Availability>, AskingRequest>((event) => this.#reader(event));
  readonly #seen = new Map<EventId, SeenHouse>();

  constructor(
    asker: EventAsker,
    gateCounts: GateCounts,
    waitingRoom: Pick<WaitingRoom, "count">,
    currentRequest: () => AskingRequest,
  ) {
    this.#asker = asker;
    this.#gateCounts = gateCounts;
    this.#waitingRoom = waitingRoom;
    this.#currentRequest = currentRequest;
  }

  /** Through the gate of whom it is for, where the event has gates. */
  execute(event: EventId, command: Command): Promise<CommandAnswer> {
    const request = this.#currentRequest();
    const asked = { command, trace: request.trace, askedAtMs: Date.now() };
    const gates = this.#gateCounts.known(event, request);
    if (gates !== undefined) return this.#submit(event, gates, request, asked);
    return this.#gateCounts.ask(event, request).then((learnt) => this.#submit(event, learnt, request, asked));
  }

  booking(event: EventId, booking: BookingId): Promise<Result<BookingSnapshot>> {
    return this.#ask(event, (object) => object.booking(booking));
  }

  bookingsOf(event: EventId, buyer: UserId): Promise<Result<readonly BookingSnapshot[]>> {
    return this.#ask(event, (object) => object.bookingsOf(buyer));
  }

  configure(event: EventId): Promise<Result<void>> {
    return this.#asker.configure(event, this.#currentRequest().trace);
  }

  bookingsPage(event: EventId, after: BookingId | null, limit: number): Promise<Result<BookingsPage>> {
    return this.#ask(event, (object) => object.bookingsPage(after, limit));
  }

  logPage(event: EventId, after: number, limit: number): Promise<Result<LogPage>> {
    return this.#ask(event, (object) => object.logPage(after, limit));
  }

  stateDigest(event: EventId): Promise<Result<StateDigest>> {
    return this.#ask(event, (object) => object.stateDigest());
  }

  saveAgain(event: EventId, ids: readonly BookingId[]): Promise<Result<number>> {
    return this.#ask(event, (object) => object.saveAgain(ids));
  }

  async availability(event: EventId, maxAgeMs: number): Promise<Result<Availability>> {
    const seen = this.#seen.get(event);
    if (seen !== undefined && Date.now() - seen.askedAtMs <= maxAgeMs) return ok(seen.house);
    return this.#readers.of(event, DIRECT).submit(this.#currentRequest(), null);
  }

  #ask<T>(event: EventId, question: (object: EventObjectRpc) => Promise<Result<T>>): Promise<Result<T>> {
    return this.#asker.event(event, this.#currentRequest().trace, question);
  }

  #submit(event: EventId, gates: number, request: AskingRequest, asked: AskedCommand): Promise<CommandAnswer> {
    const { command } = asked;
    const whose = "buyerId" in command ? command.buyerId : command.bookingId;
    return this.#writers.of(event, gates === 0 ? DIRECT : 1 + gateOf(whose, gates)).submit(request, asked);
  }

  #writer(event: EventId, number: number): Combiner<AskedCommand, CommandAnswer, AskingRequest> {
    return new Combiner({
      send: (items, { trace }) => this.#executeAll(event, number, items, trace),
      maxWeight: MAX_COMMANDS,
      rescueMs: number === DIRECT ? RESCUE_MS : GATE_RESCUE_MS,
      overloaded: OVERLOADED,
      unavailable: UNAVAILABLE,
    });
  }

  #reader(event: EventId): Combiner<null, Result<Availability>, AskingRequest> {
    return new Combiner({
      send: async (items, { trace }) => {
        const house = await this.#askHouse(event, trace);
        return items.map(() => house);
      },
      maxWeight: MAX_READERS,
      rescueMs: RESCUE_MS,
      overloaded: refuse("overloaded"),
      unavailable: refuse("unavailable"),
    });
  }

  async #askHouse(event: EventId, trace: Trace): Promise<Result<Availability>> {
    const askedAtMs = Date.now();
    const house = await this.#asker.event(event, trace, (object) => object.availability());
    if (house.ok) {
      this.#seen.delete(event);
      this.#seen.set(event, { house: house.value, askedAtMs });
      const [oldest] = this.#seen.keys();
      if (this.#seen.size > MAX_HOUSES && oldest !== undefined) this.#seen.delete(oldest);
    }
    return house;
  }

  async #executeAll(
    event: EventId,
    number: number,
    items: readonly AskedCommand[],
    trace: Trace,
  ): Promise<readonly CommandAnswer[]> {
    const batch = {
      contract: CONTRACT_VERSION,
      commands: items.map(({ command }) => command),
      traces: items.map((item) => item.trace),
    };
    const answers = await (number === DIRECT
      ? this.#asker.event(event, trace, (object) => object.execute(batch))
      : this.#asker.gate(event, number - 1, trace, (gate) => gate.execute(event, batch)));
    this.#countHolds(event, items, answers.ok);
    return answers.ok ? answers.value : items.map(() => ({ result: answers, replayed: false }));
  }

  /** For the autopilot, by batch: a hold that the object could not answer counts as a slow one. */
  #countHolds(event: EventId, items: readonly AskedCommand[], isAnswered: boolean): void {
    const nowMs = Date.now();
    let holds = 0;
    let slowHolds = 0;
    for (const { command, askedAtMs } of items) {
      if (!("seats" in command) || command.type === "release") continue;
      holds++;
      if (!isAnswered || nowMs - askedAtMs > SLOW_HOLD_MS) slowHolds++;
    }
    if (holds > 0) this.#waitingRoom.count(event, { holds, slowHolds });
  }
}

function refused(reason: "overloaded" | "unavailable"): CommandAnswer {
  return { result: refuse(reason), replayed: false };
}
