import { gateOf } from "../../domain/contract/gate-object.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import {
  NO_LOAD,
  type DrawRecord,
  type PassClaim,
  type Presence,
  type PresenceAnswer,
  type QueueLoad,
  type QueueSettings,
  type QueueSnapshot,
} from "../../domain/contract/waiting-room.ts";
import type { WaitingRoom } from "../../domain/ports/waiting-room.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { SECOND_MS } from "../../domain/time.ts";
import { Combiner } from "../event/combiner.ts";
import { CombinersByEvent } from "../event/combiners-by-event.ts";
import type { AskingRequest, EventAsker } from "../event/event-asker.ts";
import type { GateCounts } from "./gate-counts.ts";
import { LoadTally } from "./load-tally.ts";

interface KeptSnapshot {
  readonly snapshot: QueueSnapshot;
  readonly askedAtMs: number;
  isRenewed: boolean;
}

/** With the half second that a gate may keep it: a snapshot is used for a second at most. */
const MAX_AGE_MS = 500;
/** From this age on one request renews it behind its own answer, so that the others do not have to wait. */
const RENEW_AFTER_MS = 350;
const MAX_EVENTS = 1_000;
const MAX_POLLERS = 5_000;
const MAX_PRESENT = 1_000;
const RESCUE_MS = SECOND_MS;
const OVERLOADED = refuse("overloaded");
const UNAVAILABLE = refuse("unavailable");

/**
 * The waiting rooms as a Worker sees them, one per isolate. `chance`, 0 ≤ chance < 1, chooses the gate that this isolate asks
 * for snapshots, so that isolates spread over the gates.
 */
export function createWaitingRoom(
  asker: EventAsker,
  gateCounts: GateCounts,
  currentRequest: () => AskingRequest,
  chance: number = Math.random(),
): WaitingRoom {
  return new WaitingRoomClient(asker, gateCounts, currentRequest, chance);
}

class WaitingRoomClient implements WaitingRoom {
  readonly #asker: EventAsker;
  readonly #gateCounts: GateCounts;
  readonly #currentRequest: () => AskingRequest;
  readonly #chance: number;
  readonly #kept = new Map<EventId, KeptSnapshot>();
  readonly #loads = new Map<EventId, LoadTally>();
  readonly #pollers = new CombinersByEvent<null, Result<QueueSnapshot>, AskingRequest>((event) => this.#poller(event));
  readonly #visitors = new CombinersByEvent<Presence, Result<PresenceAnswer>, AskingRequest>((event, gate) =>
    this.#visitorsOf(event, gate),
  );

  constructor(asker: EventAsker, gateCounts: GateCounts, currentRequest: () => AskingRequest, chance: number) {
    this.#asker = asker;
    this.#gateCounts = gateCounts;
    this.#currentRequest = currentRequest;
    this.#chance = chance;
  }

  freshSnapshot(event: EventId): QueueSnapshot | undefined {
    const kept = this.#kept.get(event);
    if (kept === undefined) return undefined;
    const ageMs = Date.now() - kept.askedAtMs;
    if (ageMs > MAX_AGE_MS) return undefined;
    if (ageMs > RENEW_AFTER_MS && !kept.isRenewed) {
      kept.isRenewed = true;
      const request = this.#currentRequest();
      request.waitUntil(this.#pollers.of(event, 0).submit(request, null));
    }
    return kept.snapshot;
  }

  snapshot(event: EventId): Promise<Result<QueueSnapshot>> {
    const fresh = this.freshSnapshot(event);
    if (fresh !== undefined) return Promise.resolve(ok(fresh));
    return this.#pollers.of(event, 0).submit(this.#currentRequest(), null);
  }

  present(event: EventId, presence: Presence): Promise<Result<PresenceAnswer>> {
    const request = this.#currentRequest();
    const gate = gateOf(presence.visitor, Math.max(1, this.#gateCounts.known(event, request) ?? 1));
    return this.#visitors.of(event, gate).submit(request, presence);
  }

  count(event: EventId, load: Partial<QueueLoad>): void {
    const tally = this.#loads.get(event) ?? new LoadTally();
    tally.add(load);
    this.#loads.set(event, tally);
    // What nobody has asked for longest is lost first: it may be.
    for (const oldest of this.#loads.keys()) {
      if (this.#loads.size <= MAX_EVENTS) break;
      this.#loads.delete(oldest);
    }
  }

  draw(event: EventId): Promise<Result<DrawRecord>> {
    return this.#asker.event(event, this.#currentRequest().trace, (object) => object.draw());
  }

  async change(event: EventId, change: Partial<QueueSettings>): Promise<Result<QueueSnapshot>> {
    const askedAtMs = Date.now();
    const { trace } = this.#currentRequest();
    const changed = await this.#asker.event(event, trace, (object) => object.changeQueue(change));
    if (changed.ok) this.#keep(event, changed.value, askedAtMs);
    return changed;
  }

  leave(event: EventId, pass: PassClaim): Promise<Result<null>> {
    return this.#asker.event(event, this.#currentRequest().trace, (object) => object.leaveQueue(pass));
  }

  #poller(event: EventId): Combiner<null, Result<QueueSnapshot>, AskingRequest> {
    return new Combiner({
      send: async (items, request) => {
        const answer = await this.#askGate(event, request);
        return items.map(() => answer);
      },
      maxWeight: MAX_POLLERS,
      rescueMs: RESCUE_MS,
      overloaded: OVERLOADED,
      unavailable: UNAVAILABLE,
    });
  }

  /** The gate takes what this isolate owes the queue, and gives the snapshot. What it did not take is owed on. */
  async #askGate(event: EventId, request: AskingRequest): Promise<Result<QueueSnapshot>> {
    const askedAtMs = Date.now();
    const gate = Math.floor(this.#chance * Math.max(1, this.#gateCounts.known(event, request) ?? 1));
    const load = this.#loads.get(event)?.take() ?? NO_LOAD;
    this.#loads.delete(event);
    const answer = await this.#asker.gate(event, gate, request.trace, (stub) => stub.snapshot(event, gate, load));
    if (!answer.ok) {
      if (load !== NO_LOAD) this.count(event, load);
      return answer;
    }
    this.#keep(event, answer.value, askedAtMs);
    return answer;
  }

  #visitorsOf(event: EventId, gate: number): Combiner<Presence, Result<PresenceAnswer>, AskingRequest> {
    return new Combiner<Presence, Result<PresenceAnswer>, AskingRequest>({
      send: async (present, { trace }) => {
        const answers = await this.#asker.gate(event, gate, trace, (stub) => stub.present(event, gate, present));
        return answers.ok ? answers.value.map((answer) => ok(answer)) : present.map(() => answers);
      },
      maxWeight: MAX_PRESENT,
      rescueMs: RESCUE_MS,
      overloaded: OVERLOADED,
      unavailable: UNAVAILABLE,
    });
  }

  #keep(event: EventId, snapshot: QueueSnapshot, askedAtMs: number): void {
    this.#gateCounts.learn(event, snapshot.gates);
    this.#kept.delete(event);
    this.#kept.set(event, { snapshot, askedAtMs, isRenewed: false });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MAX_EVENTS && oldest !== undefined) this.#kept.delete(oldest);
  }
}
