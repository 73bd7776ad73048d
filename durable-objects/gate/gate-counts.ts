import type { EventId } from "../../domain/contract/ids.ts";
import { NO_LOAD } from "../../domain/contract/waiting-room.ts";
import { SECOND_MS } from "../../domain/time.ts";
import { Combiner } from "../event/combiner.ts";
import { CombinersByEvent } from "../event/combiners-by-event.ts";
import type { AskingRequest, EventAsker } from "../event/event-asker.ts";

interface KnownCount {
  readonly gates: number;
  askAgainAtMs: number;
}

const KEPT_MS = 30 * SECOND_MS;
const MAX_EVENTS = 1_000;
const MAX_WAITING = 5_000;

/**
 * How many gates each event has, as this isolate knows it. Any number is safe: whichever way a command goes, the object
 * knows it by its id. So one that is old is used all the same, while a single request asks again behind its own answer.
 */
export class GateCounts {
  readonly #asker: EventAsker;
  readonly #known = new Map<EventId, KnownCount>();
  readonly #askers: CombinersByEvent<null, number, AskingRequest>;

  constructor(asker: EventAsker) {
    this.#asker = asker;
    this.#askers = new CombinersByEvent(
      (event) =>
        new Combiner({
          send: (items, { trace }) => this.#learnFromGate(event, trace).then((gates) => items.map(() => gates)),
          maxWeight: MAX_WAITING,
          rescueMs: SECOND_MS,
          overloaded: 0,
          unavailable: 0,
        }),
    );
  }

  /** Undefined: ask. */
  known(event: EventId, request: AskingRequest): number | undefined {
    const known = this.#known.get(event);
    if (known === undefined) return undefined;
    const nowMs = Date.now();
    if (nowMs >= known.askAgainAtMs) {
      known.askAgainAtMs = nowMs + KEPT_MS;
      request.waitUntil(this.#learnFromGate(event, request.trace));
    }
    return known.gates;
  }

  /** From gate 0. When it cannot say, 0, which is not kept: then the command goes to the object, and meets its refusal. */
  ask(event: EventId, request: AskingRequest): Promise<number> {
    return this.#askers.of(event, 0).submit(request, null);
  }

  learn(event: EventId, gates: number): void {
    this.#known.delete(event);
    this.#known.set(event, { gates, askAgainAtMs: Date.now() + KEPT_MS });
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_EVENTS && oldest !== undefined) this.#known.delete(oldest);
  }

  /** There is always a gate 0. It asks the object once for all isolates that ask it in the same half second. */
  async #learnFromGate(event: EventId, trace: AskingRequest["trace"]): Promise<number> {
    const snapshot = await this.#asker.gate(event, 0, trace, (gate) => gate.snapshot(event, 0, NO_LOAD));
    if (!snapshot.ok) return 0;
    this.learn(event, snapshot.value.gates);
    return snapshot.value.gates;
  }
}
