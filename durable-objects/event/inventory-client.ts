import {
  CONTRACT_VERSION,
  type Availability,
  type BookingSnapshot,
  type Command,
  type CommandAnswer,
  type EventObjectRpc,
  type Trace,
} from "../../domain/contract/event-object.ts";
import type { BookingId, EventId, UserId } from "../../domain/contract/ids.ts";
import type { Catalogue } from "../../domain/ports/catalogue.ts";
import type { Inventory } from "../../domain/ports/inventory.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { SECOND_MS } from "../../domain/time.ts";
import { Combiner, type Sender } from "./combiner.ts";
import { askObject, type EventNamespace } from "./ask-object.ts";
import { describeError } from "../../domain/describe-error.ts";
import { logLine } from "./object-log.ts";

/** The request that asks: its thread through the logs, and what keeps it alive. */
export interface AskingRequest {
  readonly trace: Trace;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

interface TracedCommand {
  readonly command: Command;
  readonly trace: Trace;
}

interface SeenHouse {
  readonly house: Availability;
  readonly askedAtMs: number;
}

const MAX_COMMANDS = 256;
/** Readers wait for one answer together: many of them cost the object nothing. */
const MAX_READERS = 5_000;
const RESCUE_MS = SECOND_MS;
/** Events that an isolate keeps something for: a house of 100,000 seats is 100 kB. */
const MAX_EVENTS = 64;

/**
 * The inventory as a Worker sees it, one per isolate. Keeps values between requests, never promises: a promise belongs to the
 * request that made it. `currentRequest` gives the request that is being served.
 */
export function createInventory(
  namespace: EventNamespace,
  catalogue: Pick<Catalogue, "eventConfig">,
  currentRequest: () => AskingRequest,
): Inventory {
  return new InventoryClient(namespace, catalogue, currentRequest);
}

class InventoryClient implements Inventory {
  readonly #namespace: EventNamespace;
  readonly #catalogue: Pick<Catalogue, "eventConfig">;
  readonly #currentRequest: () => AskingRequest;
  readonly #writers = new Map<EventId, Combiner<TracedCommand, CommandAnswer>>();
  readonly #readers = new Map<EventId, Combiner<null, Result<Availability>>>();
  readonly #seen = new Map<EventId, SeenHouse>();

  constructor(
    namespace: EventNamespace,
    catalogue: Pick<Catalogue, "eventConfig">,
    currentRequest: () => AskingRequest,
  ) {
    this.#namespace = namespace;
    this.#catalogue = catalogue;
    this.#currentRequest = currentRequest;
  }

  execute(event: EventId, command: Command): Promise<CommandAnswer> {
    const { trace, waitUntil } = this.#currentRequest();
    const sender: Sender<TracedCommand, CommandAnswer> = {
      waitUntil,
      send: (items) => this.#executeAll(event, items, trace),
    };
    const answers = { overloaded: refused("overloaded"), unavailable: refused("unavailable") };
    const combiner = combinerOf(this.#writers, event, () => ({
      maxItems: MAX_COMMANDS,
      rescueMs: RESCUE_MS,
      ...answers,
    }));
    return combiner.submit(sender, { command, trace });
  }

  booking(event: EventId, booking: BookingId): Promise<Result<BookingSnapshot>> {
    return this.#ask(event, this.#currentRequest().trace, (object) => object.booking(booking));
  }

  bookingsOf(event: EventId, buyer: UserId): Promise<Result<readonly BookingSnapshot[]>> {
    return this.#ask(event, this.#currentRequest().trace, (object) => object.bookingsOf(buyer));
  }

  async availability(event: EventId, maxAgeMs: number): Promise<Result<Availability>> {
    const seen = this.#seen.get(event);
    if (seen !== undefined && Date.now() - seen.askedAtMs <= maxAgeMs) return ok(seen.house);
    const { trace, waitUntil } = this.#currentRequest();
    const sender: Sender<null, Result<Availability>> = {
      waitUntil,
      send: async (items) => {
        const house = await this.#askHouse(event, trace);
        return items.map(() => house);
      },
    };
    const combiner = combinerOf(this.#readers, event, () => ({
      maxItems: MAX_READERS,
      rescueMs: RESCUE_MS,
      overloaded: refuse("overloaded"),
      unavailable: refuse("unavailable"),
    }));
    return combiner.submit(sender, null);
  }

  async #askHouse(event: EventId, trace: Trace): Promise<Result<Availability>> {
    const askedAtMs = Date.now();
    const house = await this.#ask(event, trace, (object) => object.availability());
    if (house.ok) {
      this.#seen.delete(event);
      this.#seen.set(event, { house: house.value, askedAtMs });
      const [oldest] = this.#seen.keys();
      if (this.#seen.size > MAX_EVENTS && oldest !== undefined) this.#seen.delete(oldest);
    }
    return house;
  }

  async #executeAll(event: EventId, items: readonly TracedCommand[], trace: Trace): Promise<readonly CommandAnswer[]> {
    const batch = {
      contract: CONTRACT_VERSION,
      commands: items.map(({ command }) => command),
      traces: items.map((item) => item.trace),
    };
    const answers = await this.#ask(event, trace, (object) => object.execute(batch));
    return answers.ok ? answers.value : items.map(() => ({ result: answers, replayed: false }));
  }

  /** Configures the object on the way when it has never heard of its event. Refusal besides the object's: event_not_found. */
  async #ask<T>(
    event: EventId,
    trace: Trace,
    question: (object: EventObjectRpc) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const answer = await askObject(this.#namespace, event, trace, question);
    if (answer.ok || answer.refusal.reason !== "event_not_configured") return answer;
    try {
      const config = await this.#catalogue.eventConfig(event);
      if (config === undefined) return refuse("event_not_found");
      const configured = await askObject(this.#namespace, event, trace, (object) => object.configure(config));
      if (configured.ok) return await askObject(this.#namespace, event, trace, question);
      logLine("error", "an event could not be configured", trace, {
        event,
        refusal: JSON.stringify(configured.refusal),
      });
    } catch (error) {
      logLine("error", "an event's configuration could not be read", trace, { event, cause: describeError(error) });
    }
    return refuse("unavailable");
  }
}

function refused(reason: "overloaded" | "unavailable"): CommandAnswer {
  return { result: refuse(reason), replayed: false };
}

function combinerOf<Item, Answer>(
  combiners: Map<EventId, Combiner<Item, Answer>>,
  event: EventId,
  options: () => ConstructorParameters<typeof Combiner<Item, Answer>>[0],
): Combiner<Item, Answer> {
  const known = combiners.get(event);
  if (known !== undefined) return known;
  for (const [other, { isIdle }] of combiners) if (combiners.size >= MAX_EVENTS && isIdle) combiners.delete(other);
  const combiner = new Combiner<Item, Answer>(options());
  combiners.set(event, combiner);
  return combiner;
}
